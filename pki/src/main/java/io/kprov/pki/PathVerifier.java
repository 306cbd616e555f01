package io.kprov.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * RFC 5280's path validation by the JDK: a second opinion beside BouncyCastle, which signs. It sees
 * what single certificates do not show: path lengths, name constraints, broken algorithms.
 */
final class PathVerifier {
    private PathVerifier() {}

    /**
     * Why a certificate is not to be trusted below a CA; empty when it is.
     *
     * @param authorities who signed it, and so on up to the root
     */
    static Optional<String> problem(
            ParsedCertificate certificate, List<ParsedCertificate> authorities, Instant now) {
        List<X509Certificate> path = new ArrayList<>();
        // The JDK takes the common name of a certificate without other names for a host's, and
        // holds
        // name constraints against it: no user could be called as Kubernetes' are.
        if (!certificate.names().all().isEmpty()) {
            path.add(certificate.x509());
        } else if (!certificate.isSignedBy(authorities.getFirst())) {
            return Optional.of("its signature is another CA's");
        }
        authorities.forEach(each -> path.add(each.x509()));
        X509Certificate root = path.getLast();
        try {
            // The root is in the path, trusted by its name and key: so what it says of itself is
            // held against the path as well.
            PKIXParameters parameters =
                    new PKIXParameters(
                            Set.of(
                                    new TrustAnchor(
                                            root.getSubjectX500Principal(),
                                            root.getPublicKey(),
                                            null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(path),
                            parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return Optional.of(where(e, path) + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK validates paths", e);
        }
    }

    private static String where(CertPathValidatorException e, List<X509Certificate> path) {
        return e.getIndex() < 0
                ? ""
                : "at \"" + path.get(e.getIndex()).getSubjectX500Principal().getName() + "\": ";
    }
}
