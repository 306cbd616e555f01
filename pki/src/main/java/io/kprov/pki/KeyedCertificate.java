package io.kprov.pki;

/**
 * A certificate with its private key, both as PEM text. Prints without the key.
 *
 * @param certificatePem the certificate, and below it the chain if there is one
 * @param privateKeyPem in the clear: for a file of mode 0600, never for a log or an argument
 */
public record KeyedCertificate(String certificatePem, String privateKeyPem) {

    @Override
    public String toString() {
        return "KeyedCertificate[" + certificatePem + ", ***]";
    }
}
