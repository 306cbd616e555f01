package io.kprov.certs;

import io.kprov.certs.Row.Part;
import io.kprov.certs.Uptake.State;
import io.kprov.error.VisibleText;
import io.kprov.pki.KeyStrength;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An inventory as lines for people, 120 columns wide unless names are very long: a line for each
 * certificate in each file, and what it says below it the first time that it is met.
 */
public final class CertificateTable {
    private static final int WIDTH = 120;
    private static final int LEFT = 6;
    private static final int DATE = 10;
    private static final String HERE = "(here)";

    private final CertificateInventory inventory;
    private final List<Row> rows;
    private final List<String> lines = new ArrayList<>();

    private CertificateTable(CertificateInventory inventory, List<Row> rows) {
        this.inventory = inventory;
        this.rows = rows;
    }

    /** The lines; with a time only of those certificates that end within it. */
    public static List<String> lines(CertificateInventory inventory, Optional<Duration> within) {
        var table =
                new CertificateTable(
                        inventory, within.map(inventory::within).orElse(inventory.rows()));
        table.build(within);
        // A stranger's certificate may say anything.
        return table.lines.stream().map(VisibleText::of).toList();
    }

    private void build(Optional<Duration> within) {
        if (rows.isEmpty()) {
            lines.add(
                    within.isPresent()
                            ? "none of %d certificates ends so soon"
                                    .formatted(inventory.rows().size())
                            : "no certificate was found on any host");
        } else {
            table();
        }
        if (!inventory.judgedBy().isEmpty()) {
            lines.add("");
            lines.add(
                    "there is no PKI on this machine: the CAs of %s are taken as the cluster's"
                            .formatted(inventory.judgedBy()));
        }
        findings();
        if (!inventory.unseen().isEmpty()) {
            lines.add("");
            lines.add("not asked: " + String.join(", ", inventory.unseen().keySet()));
        }
    }

    private void table() {
        int host = widest("HOST", rows.stream().map(CertificateTable::host).toList());
        int file = widest("FILE", rows.stream().map(CertificateTable::file).toList());
        int signer = widest("SIGNED BY", rows.stream().map(CertificateTable::signer).toList());
        String form =
                "%" + LEFT + "s  %-" + DATE + "s  %-" + host + "s  %-" + file + "s  %-" + signer
                        + "s  %s";
        lines.add(form.formatted("LEFT", "ENDS", "HOST", "FILE", "SIGNED BY", "IN USE BY"));
        String indent = " ".repeat(LEFT + 2 + DATE + 2 + host + 2);
        Set<Object> told = new HashSet<>();
        for (Row row : rows) {
            lines.add(
                    form.formatted(
                                    left(row, inventory.at()),
                                    LocalDate.ofInstant(
                                            row.certificate().validity().notAfter(),
                                            ZoneOffset.UTC),
                                    host(row),
                                    file(row),
                                    signer(row),
                                    use(row))
                            .stripTrailing());
            if (told.add(row.certificate().x509())) {
                details(row, indent);
            }
        }
    }

    private void details(Row row, String indent) {
        var certificate = row.certificate();
        var subject = certificate.subject();
        var words = new ArrayList<String>();
        words.add(
                subject.commonName()
                        + (subject.organizations().isEmpty()
                                ? ""
                                : " in " + String.join(" and ", subject.organizations())));
        words.add("serial " + row.serial());
        words.add(KeyStrength.describe(certificate));
        if (!row.purpose().isEmpty()) {
            words.add("to " + row.purpose());
        }
        var names = certificate.names().all();
        if (!names.isEmpty()) {
            words.add("for " + String.join(" ", names));
        }
        wrap(String.join(", ", words), indent);
    }

    private void wrap(String text, String indent) {
        var line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            if (line.length() > indent.length() && line.length() + word.length() + 1 > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() == indent.length() ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }

    private void findings() {
        lines.add("");
        var findings = inventory.findings();
        if (findings.isEmpty()) {
            lines.add("everything belongs where it is");
            return;
        }
        lines.add(
                findings.size()
                        + (findings.size() == 1 ? " thing does" : " things do")
                        + " not belong:");
        for (Finding finding : findings) {
            String where =
                    (finding.host().isEmpty() ? HERE : finding.host())
                            + (finding.path().isEmpty() ? "" : " " + finding.path());
            lines.add("  " + where + ": " + finding.what());
            lines.add("    next: " + finding.next());
        }
    }

    private static int widest(String title, List<String> texts) {
        return Math.max(title.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String left(Row row, Instant now) {
        var left = row.certificate().validity().remaining(now);
        if (left.isNegative()) {
            return "over";
        }
        if (left.toDays() > 0) {
            return left.toDays() + " d";
        }
        return left.toHours() > 0 ? left.toHours() + " h" : left.toMinutes() + " min";
    }

    private static String host(Row row) {
        return row.host().isEmpty() ? HERE : row.host();
    }

    private static String file(Row row) {
        boolean embedded = row.part() == Part.TRUST && row.path().endsWith(".conf");
        return row.path() + (embedded ? " (trust)" : row.part() == Part.CHAIN ? " (chain)" : "");
    }

    private static String signer(Row row) {
        return row.signer().isEmpty() ? "?" : row.signer();
    }

    /** The worst state, and whose it is; in few words, as the line is full. */
    private static String use(Row row) {
        var worst = row.uptakes().stream().map(Uptake::state).max(Comparator.naturalOrder());
        if (worst.isEmpty()) {
            return "";
        }
        var programs =
                row.uptakes().stream()
                        .filter(uptake -> uptake.state() == worst.get())
                        .map(uptake -> uptake.program().replaceFirst("^kube-", ""))
                        .toList();
        String more = programs.size() > 1 ? " and %d more".formatted(programs.size() - 1) : "";
        return mark(worst.get()) + programs.getFirst() + more;
    }

    private static String mark(State state) {
        return switch (state) {
            case ON_DEMAND -> "- ";
            case YES -> "";
            case UNKNOWN -> "? ";
            case DOWN -> "DOWN ";
            case NO -> "NOT ";
        };
    }
}
