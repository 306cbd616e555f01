package io.kprov.pki.bc;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509ExtensionUtils;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates with kubeadm's profile; draws serial numbers from the given randomness. */
public final class CertificateSigner {
    /** Serials are always this long: 126 random bits below a set top bit, positive in DER. */
    private static final int SERIAL_BITS = 127;

    private final SecureRandom random;

    public CertificateSigner(SecureRandom random) {
        this.random = random;
    }

    public X509Certificate selfSigned(CertificateContent content, KeyPair keys) {
        X500Name name = X500Names.of(content.commonName(), content.organizations());
        SubjectKeyIdentifier keyId = keyIdOf(keys.getPublic());
        return build(content, keys.getPublic(), name, keyId.getKeyIdentifier(), keys.getPrivate());
    }

    /** The issuer's name and key identifier are taken from its certificate, byte for byte. */
    public X509Certificate signed(
            CertificateContent content,
            PublicKey subjectKey,
            X509Certificate issuer,
            PrivateKey issuerKey) {
        X500Name name = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
        byte[] keyId =
                KeyIdentifiers.subjectKeyId(issuer)
                        .orElseGet(() -> keyIdOf(issuer.getPublicKey()).getKeyIdentifier());
        return build(content, subjectKey, name, keyId, issuerKey);
    }

    private X509Certificate build(
            CertificateContent content,
            PublicKey subjectKey,
            X500Name issuer,
            byte[] issuerKeyId,
            PrivateKey issuerKey) {
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        issuer,
                        newSerial(),
                        Date.from(content.notBefore()),
                        Date.from(content.notAfter()),
                        X500Names.of(content.commonName(), content.organizations()),
                        SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded()));
        try {
            addExtensions(builder, content, subjectKey, issuerKeyId);
            byte[] der = builder.build(signer(issuerKey, random)).getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("cannot sign " + content.commonName(), e);
        }
    }

    private static void addExtensions(
            X509v3CertificateBuilder builder,
            CertificateContent content,
            PublicKey subjectKey,
            byte[] issuerKeyId)
            throws IOException {
        for (Extension extension : CertificateExtensions.of(content)) {
            builder.addExtension(extension);
        }
        builder.addExtension(Extension.subjectKeyIdentifier, false, keyIdOf(subjectKey));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKeyId));
    }

    private static SubjectKeyIdentifier keyIdOf(PublicKey key) {
        X509ExtensionUtils extensions = new BcX509ExtensionUtils();
        return extensions.createSubjectKeyIdentifier(
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    static ContentSigner signer(PrivateKey key, SecureRandom random)
            throws OperatorCreationException {
        return new JcaContentSignerBuilder(algorithmFor(key))
                .setProvider(BouncyCastle.PROVIDER)
                .setSecureRandom(random)
                .build(key);
    }

    private static String algorithmFor(PrivateKey key) {
        if (key instanceof ECKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return bits > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
        }
        return "SHA256withRSA";
    }

    private BigInteger newSerial() {
        return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
    }
}
