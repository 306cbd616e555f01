package io.kprov.pki.bc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;

/**
 * CMS EnvelopedData (RFC 5652), as {@code openssl cms -encrypt} writes it: AES-256-CBC, whose key
 * is encrypted to a certificate with RSA-OAEP and SHA-256.
 */
public final class Envelopes {
    private Envelopes() {}

    /** The content, readable to who has the certificate's private key. */
    public static byte[] seal(byte[] content, X509Certificate recipient, SecureRandom random) {
        try {
            var oaep =
                    new JcaAlgorithmParametersConverter()
                            .getAlgorithmIdentifier(
                                    PKCSObjectIdentifiers.id_RSAES_OAEP,
                                    new OAEPParameterSpec(
                                            "SHA-256",
                                            "MGF1",
                                            MGF1ParameterSpec.SHA256,
                                            PSource.PSpecified.DEFAULT));
            var generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(
                    new JceKeyTransRecipientInfoGenerator(recipient, oaep)
                            .setProvider(BouncyCastle.PROVIDER));
            return generator
                    .generate(
                            new CMSProcessableByteArray(content),
                            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                    .setProvider(BouncyCastle.PROVIDER)
                                    .setSecureRandom(random)
                                    .build())
                    .getEncoded();
        } catch (CMSException
                | IOException
                | InvalidAlgorithmParameterException
                | CertificateEncodingException e) {
            throw new IllegalStateException("BouncyCastle cannot encrypt to a certificate", e);
        }
    }

    /**
     * Writes what is in an envelope, as it is read: it may be larger than the memory.
     *
     * @throws UnreadableKeyException when it is no envelope, or the key does not open it
     * @throws IOException when it breaks off, or cannot be written
     */
    public static void open(InputStream sealed, OutputStream content, PrivateKey key)
            throws IOException, UnreadableKeyException {
        try {
            for (RecipientInformation recipient :
                    new CMSEnvelopedDataParser(sealed).getRecipientInfos().getRecipients()) {
                try (var in =
                        recipient
                                .getContentStream(
                                        new JceKeyTransEnvelopedRecipient(key)
                                                .setProvider(BouncyCastle.PROVIDER))
                                .getContentStream()) {
                    in.transferTo(content);
                    return;
                }
            }
        } catch (CMSException e) {
            throw new UnreadableKeyException("it does not open what was encrypted", e);
        }
        throw new UnreadableKeyException("what was encrypted is for nobody");
    }
}
