package io.kprov.pki;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Holds a certificate that an external CA signed against what it was asked to sign. */
final class AnswerCheck {
    /** Signers count days, and date back. */
    private static final Duration TOLERANCE = Duration.ofDays(2);

    // Types of names of RFC 5280, as X509Certificate gives them.
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Instant now;

    AnswerCheck(Instant now) {
        this.now = now;
    }

    /** Everything that is not as asked, as clauses. */
    List<String> problems(
            WantedCertificate wanted,
            ParsedCertificate found,
            CaBundle issuer,
            Optional<String> keyMisfit) {
        List<String> problems = new ArrayList<>();
        keyMisfit.ifPresent(why -> problems.add("it is not for the key of the request: " + why));
        problems.addAll(CertificateCheck.misfits(wanted, found, issuer.signer(), now));
        X509Certificate x509 = found.x509();
        int usages = AuthorityCheck.extendedKeyUsages(x509).size();
        if (usages > found.usages().size()) {
            problems.add("it has usages that were not asked for: " + names(x509));
        }
        if (!wanted.spec().isCa() && x509.getBasicConstraints() >= 0) {
            problems.add("it has the CA bit, which was not asked for");
        }
        if (hasOtherNames(x509)) {
            problems.add("it has names that are neither DNS names nor addresses");
        }
        if (!wanted.spec().isCa() && x509.getKeyUsage() != null && !x509.getKeyUsage()[0]) {
            problems.add("its keyUsage has no digitalSignature, which TLS needs");
        }
        Validity validity = found.validity();
        if (validity.lifetime().compareTo(wanted.lifetime().plus(TOLERANCE)) > 0) {
            problems.add(
                    "it lives %d days, and pki.lifetime allows %d"
                            .formatted(validity.lifetime().toDays(), wanted.lifetime().toDays()));
        }
        for (ParsedCertificate ca : issuer.path()) {
            if (validity.notAfter().isAfter(ca.validity().notAfter())) {
                problems.add(
                        "it outlives the CA \"%s\", which ends at %s"
                                .formatted(ca.subject().commonName(), ca.validity().notAfter()));
            }
        }
        if (problems.isEmpty()) {
            PathVerifier.problem(found, issuer.path(), now)
                    .ifPresent(why -> problems.add("its chain does not hold: " + why));
        }
        return problems;
    }

    private static String names(X509Certificate x509) {
        return String.join(", ", AuthorityCheck.extendedKeyUsages(x509));
    }

    private static boolean hasOtherNames(X509Certificate x509) {
        try {
            Collection<List<?>> names = x509.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .map(name -> (Integer) name.get(0))
                            .anyMatch(type -> type != DNS_NAME && type != IP_ADDRESS);
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("it was parsed before", e);
        }
    }
}
