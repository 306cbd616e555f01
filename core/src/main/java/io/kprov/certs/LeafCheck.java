package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import io.kprov.pki.CertificateCheck;
import io.kprov.pki.KeyStrength;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.WantedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a certificate, whatever file it is in. */
record LeafCheck(KnownAuthorities authorities, Instant now) {

    /** A kind and a clause. */
    record Fault(Kind kind, String what) {}

    /** What holds for every certificate. */
    List<Fault> any(ParsedCertificate found) {
        var faults = new ArrayList<Fault>();
        var validity = found.validity();
        if (validity.remaining(now).isNegative()) {
            faults.add(new Fault(Kind.EXPIRED, "expired at " + validity.notAfter()));
        } else if (validity.notBefore().isAfter(now)) {
            faults.add(new Fault(Kind.EXPIRED, "not valid before " + validity.notBefore()));
        }
        KeyStrength.weaknesses(found).forEach(weak -> faults.add(new Fault(Kind.WEAK_KEY, weak)));
        return faults;
    }

    /** What holds for a certificate of the cluster's. */
    List<Fault> wanted(WantedCertificate wanted, ParsedCertificate found) {
        var faults = any(found);
        issuer(wanted.issuerId(), found).ifPresent(faults::add);
        CertificateCheck.subject(wanted.subject(), found.subject())
                .forEach(text -> faults.add(new Fault(Kind.WRONG_SUBJECT, text)));
        CertificateCheck.names(wanted.names(), found.names())
                .ifPresent(text -> faults.add(new Fault(Kind.WRONG_NAMES, text)));
        CertificateCheck.usages(wanted.spec(), found)
                .forEach(text -> faults.add(new Fault(Kind.WRONG_USAGE, text)));
        return faults;
    }

    private Optional<Fault> issuer(String id, ParsedCertificate found) {
        if (authorities.of(id).isEmpty()
                || authorities.of(id).stream().anyMatch(found::isSignedBy)) {
            return Optional.empty();
        }
        String issuer = found.issuerCommonName();
        return Optional.of(
                new Fault(
                        Kind.FOREIGN_ISSUER,
                        authorities
                                        .signerOf(found)
                                        .map(other -> "signed by the cluster's " + other)
                                        .orElse(
                                                "signed by another \""
                                                        + issuer
                                                        + "\" than the cluster's")
                                + ", not by "
                                + id));
    }

    /** What holds for a file that others are checked with. */
    List<Fault> trust(String id, List<ParsedCertificate> bundle) {
        var faults = new ArrayList<Fault>();
        for (ParsedCertificate each : bundle) {
            faults.addAll(any(each));
            if (!authorities.of(id).isEmpty() && !authorities.isOne(id, each)) {
                faults.add(
                        new Fault(
                                Kind.FOREIGN_CA,
                                "trusts \"%s\", serial %s, which is not the cluster's %s"
                                        .formatted(
                                                each.subject().commonName(),
                                                each.serial().toString(16),
                                                id)));
            } else if (!each.ca()) {
                faults.add(new Fault(Kind.WRONG_USAGE, "it is not a CA"));
            }
        }
        for (ParsedCertificate known : authorities.of(id)) {
            if (bundle.stream().noneMatch(each -> KnownAuthorities.sameKey(known, each))) {
                faults.add(
                        new Fault(
                                Kind.MISSING_CA,
                                "does not trust the cluster's %s, serial %s"
                                        .formatted(id, known.serial().toString(16))));
            }
        }
        return faults;
    }
}
