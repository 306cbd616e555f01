package io.kprov.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the CA of a file, and each above it, may sign what the cluster needs. */
final class AuthorityCheck {
    // Bits and identifiers of RFC 5280.
    private static final int KEY_CERT_SIGN = 5;
    private static final String ANY_USAGE = "2.5.29.37.0";

    private final Instant now;

    AuthorityCheck(Instant now) {
        this.now = now;
    }

    /**
     * Everything that speaks against it, as clauses.
     *
     * @param below how many CAs there are to be below the signing one
     * @param usages what its leaves are for
     */
    List<String> problems(CaBundle bundle, int below, Set<Usage> usages) {
        List<String> problems = new ArrayList<>();
        List<ParsedCertificate> path = bundle.path();
        for (int i = 0; i < path.size(); i++) {
            String name = "\"" + path.get(i).subject().commonName() + "\"";
            for (String problem : problems(path.get(i), below + i, usages)) {
                problems.add(name + " " + problem);
            }
        }
        if (!bundle.reachesRoot()) {
            ParsedCertificate last = path.getLast();
            problems.add(
                    "\"%s\" is an intermediate, and the certificate of its issuer \"%s\" is not in the file"
                            .formatted(last.subject().commonName(), last.issuerCommonName()));
        }
        return problems;
    }

    private List<String> problems(ParsedCertificate ca, int below, Set<Usage> usages) {
        List<String> problems = new ArrayList<>();
        X509Certificate x509 = ca.x509();
        if (x509.getBasicConstraints() < 0) {
            problems.add("is not a CA certificate: it has no CA bit (basicConstraints)");
        } else if (x509.getBasicConstraints() < below) {
            problems.add(
                    "allows %d CAs below it (pathlen), and there are to be %d"
                            .formatted(x509.getBasicConstraints(), below));
        }
        if (x509.getKeyUsage() != null && !x509.getKeyUsage()[KEY_CERT_SIGN]) {
            problems.add("must not sign certificates: its keyUsage has no keyCertSign");
        }
        usage(x509, usages).ifPresent(problems::add);
        if (ca.validity().remaining(now).isNegative()) {
            problems.add("expired at " + ca.validity().notAfter());
        }
        if (ca.validity().notBefore().isAfter(now)) {
            problems.add("is not valid before " + ca.validity().notBefore());
        }
        KeyStrength.weaknesses(ca).forEach(weakness -> problems.add("has a " + weakness));
        return problems;
    }

    /** Go's rule, which RFC 5280 does not have: what a CA names limits all below it. */
    private static Optional<String> usage(X509Certificate x509, Set<Usage> usages) {
        List<String> named = extendedKeyUsages(x509);
        if (named.isEmpty() || named.contains(ANY_USAGE)) {
            return Optional.empty();
        }
        List<Usage> lacking =
                usages.stream().filter(usage -> !named.contains(usage.oid())).sorted().toList();
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("must not sign for " + lacking + ": its extendedKeyUsage lacks it");
    }

    static List<String> extendedKeyUsages(X509Certificate x509) {
        try {
            List<String> named = x509.getExtendedKeyUsage();
            return named == null ? List.of() : named;
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("it was parsed before", e);
        }
    }
}
