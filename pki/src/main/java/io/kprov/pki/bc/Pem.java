package io.kprov.pki.bc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Certificates and keys as the PEM text that Go and openssl read. RSA keys are PKCS#1, EC keys SEC1
 * (as kubeadm writes them), encrypted keys PKCS#8.
 */
public final class Pem {
    /**
     * scrypt, N = 2^14, r = 8, p = 5: one of OWASP's equivalent settings, and the largest N with
     * which openssl stays below its own memory limit of 32 MiB.
     */
    private static final int SCRYPT_COST = 1 << 14;

    private static final int SCRYPT_BLOCK_SIZE = 8;
    private static final int SCRYPT_PARALLELIZATION = 5;
    private static final int SALT_BYTES = 16;

    private static final JcaPEMKeyConverter KEYS =
            new JcaPEMKeyConverter().setProvider(BouncyCastle.PROVIDER);

    private Pem() {}

    /** A certificate, or a key in the clear, as PEM. */
    public static String write(X509Certificate certificate) {
        return text(certificate);
    }

    public static String write(PrivateKey key) {
        return text(key);
    }

    public static String write(PublicKey key) {
        return text(key);
    }

    static String write(PKCS10CertificationRequest request) {
        return text(request);
    }

    /** A private key as {@code ENCRYPTED PRIVATE KEY}: scrypt and AES-256-CBC. */
    public static String writeEncrypted(PrivateKey key, char[] passphrase, SecureRandom random) {
        try {
            ScryptConfig scrypt =
                    new ScryptConfig.Builder(SCRYPT_COST, SCRYPT_BLOCK_SIZE, SCRYPT_PARALLELIZATION)
                            .withSaltLength(SALT_BYTES)
                            .build();
            OutputEncryptor encryptor =
                    new JcePKCSPBEOutputEncryptorBuilder(
                                    scrypt, NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(BouncyCastle.PROVIDER)
                            .setRandom(random)
                            .build(passphrase);
            PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
            return text(new PKCS8Generator(info, encryptor).generate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("BouncyCastle cannot encrypt a key", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a key can be read only with a passphrase. */
    public static boolean isEncrypted(String pem) {
        return pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }

    /**
     * The first certificate of a file; what follows it (a chain, an old CA in a bundle) is left.
     *
     * @throws CertificateException when there is none, or it cannot be read
     */
    public static X509Certificate readCertificate(String pem) throws CertificateException {
        return read(pem, 1).stream()
                .findFirst()
                .orElseThrow(() -> new CertificateException("there is no CERTIFICATE block in it"));
    }

    /**
     * Every certificate of a file, in its order.
     *
     * @throws CertificateException when one cannot be read
     */
    public static List<X509Certificate> readCertificates(String pem) throws CertificateException {
        return read(pem, Integer.MAX_VALUE);
    }

    private static List<X509Certificate> read(String pem, int most) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            while (certificates.size() < most) {
                Object found = parser.readObject();
                if (found == null) {
                    break;
                }
                if (found instanceof X509CertificateHolder holder) {
                    // BouncyCastle passes over a wrong count of unused bits, Go does not.
                    if (holder.toASN1Structure().getSignature().getPadBits() != 0) {
                        throw new CertificateException("its signature is not whole bytes");
                    }
                    certificates.add(
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509")
                                            .generateCertificate(
                                                    new ByteArrayInputStream(holder.getEncoded())));
                }
            }
        } catch (IOException e) {
            throw new CertificateException("it is not readable as PEM", e);
        }
        return certificates;
    }

    /**
     * The first RSA or EC private key of a file that is in the clear; {@code EC PARAMETERS} before
     * it are skipped, as kubeadm does.
     *
     * @throws UnreadableKeyException when there is none, or it is of another type
     */
    public static PrivateKey readPrivateKey(String pem) throws UnreadableKeyException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                switch (found) {
                    case PEMKeyPair pair -> {
                        return rsaOrEc(KEYS.getPrivateKey(pair.getPrivateKeyInfo()));
                    }
                    case PrivateKeyInfo info -> {
                        return rsaOrEc(KEYS.getPrivateKey(info));
                    }
                    case PKCS8EncryptedPrivateKeyInfo encrypted ->
                            throw new UnreadableKeyException("it is encrypted");
                    case PEMEncryptedKeyPair encrypted ->
                            throw new UnreadableKeyException(
                                    "it is encrypted in openssl's old way; convert it with `openssl"
                                            + " pkcs8 -topk8 -scrypt`");
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new UnreadableKeyException("it is not readable as PEM", e);
        }
        throw new UnreadableKeyException("there is no private key in it");
    }

    /**
     * A private key that {@link #writeEncrypted} or openssl encrypted.
     *
     * @throws UnreadableKeyException when the passphrase does not open it
     */
    public static PrivateKey readPrivateKey(String pem, char[] passphrase)
            throws UnreadableKeyException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
                PrivateKeyInfo info =
                        encrypted.decryptPrivateKeyInfo(
                                new JceOpenSSLPKCS8DecryptorProviderBuilder()
                                        .setProvider(BouncyCastle.PROVIDER)
                                        .build(passphrase));
                return rsaOrEc(KEYS.getPrivateKey(info));
            }
        } catch (IOException | OperatorCreationException | PKCSException e) {
            throw new UnreadableKeyException("the passphrase does not open it", e);
        }
        throw new UnreadableKeyException("there is no encrypted private key in it");
    }

    /** A public key in SPKI form ({@code PUBLIC KEY}). */
    public static PublicKey readPublicKey(String pem) throws UnreadableKeyException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof SubjectPublicKeyInfo info) {
                return KEYS.getPublicKey(info);
            }
        } catch (IOException e) {
            throw new UnreadableKeyException("it is not readable as PEM", e);
        }
        throw new UnreadableKeyException("there is no PUBLIC KEY block in it");
    }

    private static PrivateKey rsaOrEc(PrivateKey key) throws UnreadableKeyException {
        return switch (key.getAlgorithm()) {
            case "RSA", "EC", "ECDSA" -> key;
            default ->
                    throw new UnreadableKeyException(
                            "it is a "
                                    + key.getAlgorithm()
                                    + " key, and kubeadm reads only RSA and ECDSA keys");
        };
    }

    private static String text(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
