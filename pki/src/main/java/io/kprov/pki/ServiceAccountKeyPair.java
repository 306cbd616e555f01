package io.kprov.pki;

/**
 * The pair that signs and checks service account tokens; the same on every control plane. Prints
 * without the private key.
 *
 * @param privateKeyPem {@code sa.key}
 * @param publicKeyPem {@code sa.pub}
 */
public record ServiceAccountKeyPair(String privateKeyPem, String publicKeyPem) {

    @Override
    public String toString() {
        return "ServiceAccountKeyPair[***, " + publicKeyPem + "]";
    }
}
