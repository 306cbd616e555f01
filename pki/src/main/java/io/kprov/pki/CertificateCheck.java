package io.kprov.pki;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Compares a certificate with what it should be, by intent and not by bytes: subject, names,
 * signer, usages and remaining life. The key's algorithm is no difference.
 */
public final class CertificateCheck {
    private static final Duration RENEWAL_WINDOW = Duration.ofDays(30);

    private CertificateCheck() {}

    /** Every difference in words; empty when the certificate is right and has life left. */
    public static List<String> compare(
            WantedCertificate wanted, ParsedCertificate found, ParsedCertificate ca, Instant now) {
        List<String> differences = new ArrayList<>(subject(wanted.subject(), found.subject()));
        names(wanted.names(), found.names()).ifPresent(differences::add);
        differences.addAll(usages(wanted.spec(), found));
        if (!found.isSignedBy(ca)) {
            differences.add(
                    "issuer changed: the CA \"%s\" in use did not sign it"
                            .formatted(ca.subject().commonName()));
        }
        life(wanted.lifetime(), found.validity(), ca.validity(), now).ifPresent(differences::add);
        return differences;
    }

    /** Whom it should be made out to. */
    public static List<String> subject(Subject wanted, Subject found) {
        List<String> differences = new ArrayList<>();
        if (!wanted.commonName().equals(found.commonName())) {
            differences.add("CN: " + found.commonName() + ", wanted " + wanted.commonName());
        }
        if (!new HashSet<>(wanted.organizations()).equals(new HashSet<>(found.organizations()))) {
            differences.add("O: " + found.organizations() + ", wanted " + wanted.organizations());
        }
        return differences;
    }

    /** What it should answer for. */
    public static Optional<String> names(AlternativeNames wanted, AlternativeNames found) {
        List<String> words = new ArrayList<>();
        wanted.without(found).forEach(name -> words.add("+ " + name));
        found.without(wanted).forEach(name -> words.add("- " + name));
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of("SANs: " + String.join(", ", words));
    }

    /** What it should be good for. */
    public static List<String> usages(CertificateSpec wanted, ParsedCertificate found) {
        List<String> differences = new ArrayList<>();
        if (!new HashSet<>(wanted.usages()).equals(new HashSet<>(found.usages()))) {
            differences.add("usages: " + found.usages() + ", wanted " + wanted.usages());
        }
        if (found.ca() != wanted.isCa()) {
            differences.add(found.ca() ? "it is a CA and must not be" : "it is not a CA");
        }
        return differences;
    }

    /**
     * Due when less than 30 days or a third of its life are left, whichever is less; but not when a
     * new one would end no later, as nothing outlives its CA.
     */
    private static Optional<String> life(
            Duration wanted, Validity found, Validity ca, Instant now) {
        String end = LocalDate.ofInstant(found.notAfter(), ZoneOffset.UTC).toString();
        Duration remaining = found.remaining(now);
        if (remaining.isNegative()) {
            return Optional.of("expired " + end);
        }
        if (found.notBefore().isAfter(now)) {
            return Optional.of("not valid before " + found.notBefore());
        }
        Duration third = found.lifetime().dividedBy(3);
        Duration window = third.compareTo(RENEWAL_WINDOW) < 0 ? third : RENEWAL_WINDOW;
        boolean renewable = Validity.of(now, wanted, ca).notAfter().isAfter(found.notAfter());
        return remaining.compareTo(window) < 0 && renewable
                ? Optional.of("expires " + end + ", " + left(remaining) + " left")
                : Optional.empty();
    }

    private static String left(Duration remaining) {
        return remaining.toDays() > 0
                ? remaining.toDays() + " days"
                : remaining.toHours() + " h " + remaining.toMinutesPart() + " min";
    }
}
