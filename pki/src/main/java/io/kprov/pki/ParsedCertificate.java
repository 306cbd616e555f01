package io.kprov.pki;

import io.kprov.pki.bc.KeyIdentifiers;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.X500Names;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A certificate as found, in a file or on a host: the facts to compare with a {@link
 * WantedCertificate}.
 *
 * @param issuerCommonName the name of its signer; names can lie, {@link #isSignedBy} cannot
 * @param authorityKeyId which key signed it, in hex, where the certificate says so
 * @param usages empty for a certificate that may be used for anything
 * @param ca whether it may sign certificates
 * @param publicKeySha256 SHA-256 of its SubjectPublicKeyInfo, in hex
 * @param x509 the certificate itself
 */
public record ParsedCertificate(
        Subject subject,
        AlternativeNames names,
        String issuerCommonName,
        Optional<String> authorityKeyId,
        List<Usage> usages,
        boolean ca,
        BigInteger serial,
        Validity validity,
        String publicKeySha256,
        X509Certificate x509) {
    // Positions and types of RFC 5280, as X509Certificate gives them.
    private static final int KEY_CERT_SIGN = 5;
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    public ParsedCertificate {
        usages = List.copyOf(usages);
    }

    /**
     * Reads the first certificate of a PEM text.
     *
     * @param source where the text comes from, for the message
     * @throws PkiException when there is none that can be read
     */
    public static ParsedCertificate parse(String source, String pem) {
        try {
            return of(Pem.readCertificate(pem));
        } catch (CertificateException e) {
            throw unreadable(source, e);
        }
    }

    /**
     * Reads every certificate of a PEM text, e.g. of a bundle; none where there is none.
     *
     * @param source where the text comes from, for the message
     * @throws PkiException when one of them cannot be read
     */
    public static List<ParsedCertificate> parseAll(String source, String pem) {
        try {
            List<ParsedCertificate> all = new ArrayList<>();
            for (X509Certificate x509 : Pem.readCertificates(pem)) {
                all.add(of(x509));
            }
            return List.copyOf(all);
        } catch (CertificateException e) {
            throw unreadable(source, e);
        }
    }

    static ParsedCertificate of(X509Certificate x509) throws CertificateParsingException {
        try {
            return read(x509);
        } catch (IllegalArgumentException e) {
            // Names and extensions are read when they are asked for, and may be no text at all.
            throw new CertificateParsingException("its names or extensions cannot be read", e);
        }
    }

    private static ParsedCertificate read(X509Certificate x509) throws CertificateParsingException {
        return new ParsedCertificate(
                new Subject(
                        X500Names.commonName(x509.getSubjectX500Principal()),
                        X500Names.organizations(x509.getSubjectX500Principal())),
                namesOf(x509),
                X500Names.commonName(x509.getIssuerX500Principal()),
                KeyIdentifiers.authorityKeyId(x509).map(HexFormat.of()::formatHex),
                usagesOf(x509),
                isCa(x509),
                x509.getSerialNumber(),
                new Validity(x509.getNotBefore().toInstant(), x509.getNotAfter().toInstant()),
                sha256(x509.getPublicKey()),
                x509);
    }

    private static PkiException unreadable(String source, CertificateException e) {
        return new PkiException(
                source + " is not a certificate",
                String.valueOf(e.getMessage()),
                "Restore the file from a backup, or move it away.",
                e);
    }

    /** Whether the key of the given certificate made this one's signature. */
    public boolean isSignedBy(ParsedCertificate issuer) {
        if (!x509.getIssuerX500Principal().equals(issuer.x509.getSubjectX500Principal())) {
            return false;
        }
        try {
            x509.verify(issuer.x509.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isCa(X509Certificate x509) {
        boolean[] keyUsage = x509.getKeyUsage();
        return x509.getBasicConstraints() >= 0 && (keyUsage == null || keyUsage[KEY_CERT_SIGN]);
    }

    private static List<Usage> usagesOf(X509Certificate x509) throws CertificateParsingException {
        List<String> oids = x509.getExtendedKeyUsage();
        return oids == null
                ? List.of()
                : oids.stream().flatMap(oid -> Usage.fromOid(oid).stream()).toList();
    }

    private static AlternativeNames namesOf(X509Certificate x509)
            throws CertificateParsingException {
        Collection<List<?>> names = x509.getSubjectAlternativeNames();
        List<String> dnsNames = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            switch ((Integer) name.get(0)) {
                case DNS_NAME -> dnsNames.add((String) name.get(1));
                case IP_ADDRESS -> addresses.add(Names.requireAddress((String) name.get(1)));
                default -> {} // URIs and e-mail addresses mean nothing to Kubernetes.
            }
        }
        return new AlternativeNames(dnsNames, addresses);
    }

    private static String sha256(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
