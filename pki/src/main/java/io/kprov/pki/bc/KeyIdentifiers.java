package io.kprov.pki.bc;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Which key a certificate holds and which key signed it, as the certificate itself says. */
public final class KeyIdentifiers {
    private KeyIdentifiers() {}

    public static Optional<byte[]> subjectKeyId(X509Certificate certificate) {
        return extension(certificate, Extension.subjectKeyIdentifier.getId())
                .map(value -> SubjectKeyIdentifier.getInstance(value).getKeyIdentifier());
    }

    public static Optional<byte[]> authorityKeyId(X509Certificate certificate) {
        return extension(certificate, Extension.authorityKeyIdentifier.getId())
                .flatMap(value ->
                        Optional.ofNullable(
                                AuthorityKeyIdentifier.getInstance(value)
                                        .getKeyIdentifierOctets()));
    }

    private static Optional<byte[]> extension(X509Certificate certificate, String oid) {
        return Optional.ofNullable(certificate.getExtensionValue(oid))
                .map(value -> ASN1OctetString.getInstance(value).getOctets());
    }
}
