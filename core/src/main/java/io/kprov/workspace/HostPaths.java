package io.kprov.workspace;

import io.kprov.pki.CertificateSpec;
import io.kprov.render.KubeletFiles;

/**
 * Where the certificates of the catalog and their keys lie on hosts: kubeadm's layout
 * (kubernetes.io: PKI certificates and requirements).
 */
final class HostPaths {
    static final String PKI = "/etc/kubernetes/pki/";
    private static final String KUBECONFIGS = "/etc/kubernetes/";
    private static final String KUBELET_SERVING = "kubelet-serving";

    private HostPaths() {}

    /** The certificate's file; a kubeconfig holds the key, too. */
    static String certificate(CertificateSpec spec) {
        return switch (spec.form()) {
            case PAIR ->
                    spec.id().equals(KUBELET_SERVING)
                            ? KubeletFiles.SERVING_CERTIFICATE_PATH
                            : PKI + spec.id() + ".crt";
            case KUBECONFIG -> KUBECONFIGS + spec.id();
        };
    }

    /** The private key's file. */
    static String key(CertificateSpec spec) {
        return switch (spec.form()) {
            case PAIR ->
                    spec.id().equals(KUBELET_SERVING)
                            ? KubeletFiles.SERVING_KEY_PATH
                            : PKI + spec.id() + ".key";
            case KUBECONFIG -> certificate(spec);
        };
    }
}
