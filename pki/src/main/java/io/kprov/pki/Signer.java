package io.kprov.pki;

/** Who signs a certificate. */
public sealed interface Signer {

    /** The certificate is its own root. */
    record SelfSigned() implements Signer {}

    /**
     * One of the catalog's CAs signs it.
     *
     * @param id the CA's row, such as {@code etcd/ca}
     */
    record SignedBy(String id) implements Signer {}
}
