package io.kprov.pki.bc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Writes requests to sign a certificate (PKCS#10). */
public final class CertificateRequests {
    private CertificateRequests() {}

    /** A request as PEM, with all that the certificate is to say in its extensionRequest. */
    public static String write(CertificateContent content, KeyPair keys, SecureRandom random) {
        JcaPKCS10CertificationRequestBuilder builder =
                new JcaPKCS10CertificationRequestBuilder(
                        X500Names.of(content.commonName(), content.organizations()),
                        keys.getPublic());
        try {
            builder.addAttribute(
                    PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                    new Extensions(CertificateExtensions.of(content).toArray(Extension[]::new)));
            return Pem.write(builder.build(CertificateSigner.signer(keys.getPrivate(), random)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("cannot sign " + content.commonName(), e);
        }
    }
}
