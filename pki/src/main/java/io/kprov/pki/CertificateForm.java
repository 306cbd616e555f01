package io.kprov.pki;

/** What a certificate looks like on a host. */
public enum CertificateForm {
    /** Two files, {@code .crt} and {@code .key}. */
    PAIR,
    /** Embedded, with its key, in a kubeconfig. */
    KUBECONFIG
}
