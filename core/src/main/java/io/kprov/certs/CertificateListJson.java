package io.kprov.certs;

import io.kprov.pki.KeyStrength;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The JSON form of an inventory; docs/certificates.md describes it. */
public record CertificateListJson(
        String cluster,
        String at,
        String judgedBy,
        List<Certificate> certificates,
        List<Named> findings,
        List<Unseen> unreached) {

    /** A certificate in a file. */
    public record Certificate(
            String host,
            String path,
            String part,
            String name,
            String purpose,
            Subject subject,
            List<String> names,
            List<String> usages,
            boolean ca,
            String issuer,
            String signer,
            String serial,
            String notBefore,
            String notAfter,
            long daysLeft,
            String keyType,
            String privateKey,
            List<InUse> usedBy) {}

    /** Whom it is made out to. */
    public record Subject(String commonName, List<String> organizations) {}

    /** Whether a program has taken it up. */
    public record InUse(String program, String state, String why) {}

    /** Something that does not belong. */
    public record Named(String host, String path, String kind, String what, String next) {}

    /** A host that gave no answer. */
    public record Unseen(String host, String what, String why, String next) {}

    /** The whole document; with a time only those certificates that end within it. */
    public static CertificateListJson of(
            CertificateInventory inventory, Optional<Duration> within) {
        return new CertificateListJson(
                inventory.cluster(),
                inventory.at().toString(),
                inventory.judgedBy(),
                within.map(inventory::within).orElse(inventory.rows()).stream()
                        .map(row -> certificate(row, inventory))
                        .toList(),
                inventory.findings().stream()
                        .map(finding ->
                                new Named(
                                        finding.host(),
                                        finding.path(),
                                        finding.kind().label(),
                                        finding.what(),
                                        finding.next()))
                        .toList(),
                inventory.unseen().entrySet().stream()
                        .map(host ->
                                new Unseen(
                                        host.getKey(),
                                        host.getValue().what(),
                                        host.getValue().why(),
                                        host.getValue().next()))
                        .toList());
    }

    private static Certificate certificate(Row row, CertificateInventory inventory) {
        var found = row.certificate();
        return new Certificate(
                row.host(),
                row.path(),
                row.part().label(),
                row.name(),
                row.purpose(),
                new Subject(found.subject().commonName(), found.subject().organizations()),
                found.names().all(),
                found.usages().stream().map(Object::toString).toList(),
                found.ca(),
                found.issuerCommonName(),
                row.signer(),
                row.serial(),
                found.validity().notBefore().toString(),
                found.validity().notAfter().toString(),
                row.daysLeft(inventory.at()),
                KeyStrength.describe(found),
                row.key().label(),
                row.uptakes().stream()
                        .map(uptake ->
                                new InUse(uptake.program(), uptake.state().label(), uptake.why()))
                        .toList());
    }
}
