package io.kprov.pki;

import io.kprov.pki.bc.Envelopes;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.interfaces.RSAKey;

/**
 * What anybody may close and only one can open: a file encrypted to a certificate, in CMS, which
 * openssl reads and writes too.
 */
public final class SealedFile {
    /** NIST SP 800-57: 112 bits of security. */
    private static final int LEAST_RSA = 2048;

    private SealedFile() {}

    /** Whether the PEM text begins with a certificate whose RSA key is strong enough. */
    public static boolean canBeSealedTo(String pem) {
        try {
            return Pem.readCertificate(pem).getPublicKey() instanceof RSAKey key
                    && key.getModulus().bitLength() >= LEAST_RSA;
        } catch (CertificateException notOne) {
            return false;
        }
    }

    /** The content, closed. */
    public static byte[] seal(byte[] content, String certificate, SecureRandom random) {
        try {
            return Envelopes.seal(content, Pem.readCertificate(certificate), random);
        } catch (CertificateException checked) {
            throw new IllegalArgumentException("not a certificate", checked);
        }
    }

    /**
     * Writes what is in it, as it is read: it may be larger than the memory.
     *
     * @param source where the key comes from, for the message
     * @param key PEM of the private key, in the clear
     * @throws PkiException when the key is none, or does not open it
     */
    public static void open(InputStream sealed, OutputStream content, String source, String key)
            throws IOException {
        try {
            PrivateKey read = Pem.readPrivateKey(key);
            Envelopes.open(sealed, content, read);
        } catch (UnreadableKeyException e) {
            throw new PkiException(
                    source + " does not open the backup",
                    String.valueOf(e.getMessage()),
                    "Give the private key of the certificate that the backup was encrypted to.",
                    e);
        }
    }
}
