package io.kprov.cli;

import io.kprov.error.Problem;
import io.kprov.pki.PkiRecovery;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code certs recover} found: for people in lines, for programs as it is. It has names of
 * files and no content.
 *
 * @param recovered files of the store, by path in it
 * @param made what is made anew, as no host keeps it
 * @param vrrpPassword whether keepalived's password is had back
 * @param left certificates that a host does not hold as it should
 * @param lostKeys keys that are gone for good
 * @param silent hosts that could not be asked
 */
record RecoveryReport(
        List<String> recovered,
        List<String> made,
        boolean vrrpPassword,
        List<PkiRecovery.Left> left,
        List<LostKey> lostKeys,
        List<Silent> silent) {
    private static final String HOSTS = "hosts/";

    /**
     * The key of a CA.
     *
     * @param firstEnd the day on which the first certificate that it signed ends
     */
    record LostKey(String ca, String firstEnd) {}

    /** A host that could not be asked. */
    record Silent(String host, String why) {}

    static RecoveryReport of(
            PkiRecovery recovery, boolean vrrpPassword, Map<String, Problem> silent) {
        return new RecoveryReport(
                recovery.files(),
                recovery.makesSuperAdmin() ? List.of("operator/super-admin.conf") : List.of(),
                vrrpPassword,
                recovery.left(),
                recovery.lostKeys().stream()
                        .map(lost ->
                                new LostKey(
                                        lost.ca(),
                                        LocalDate.ofInstant(lost.firstEnd(), ZoneOffset.UTC)
                                                .toString()))
                        .toList(),
                silent.entrySet().stream()
                        .map(host ->
                                new Silent(
                                        host.getKey(),
                                        host.getValue().what() + ", " + host.getValue().why()))
                        .toList());
    }

    /** Whether there is nothing to write. */
    boolean isEmpty() {
        return recovered.isEmpty() && made.isEmpty() && !vrrpPassword;
    }

    List<String> lines(Path store) {
        var lines = new ArrayList<String>();
        if (isEmpty()) {
            lines.add("nothing to fetch: " + store + " has all that the hosts hold");
        } else {
            lines.add("from the hosts, into " + store + ":");
            List<String> shared =
                    recovered.stream().filter(file -> !file.startsWith(HOSTS)).toList();
            if (!shared.isEmpty()) {
                lines.add("  " + String.join(", ", shared) + ", on which the control planes agree");
            }
            certificatesByHost()
                    .forEach((host, count) ->
                            lines.add(
                                    "  "
                                            + host
                                            + ": "
                                            + count
                                            + (count == 1 ? " certificate" : " certificates")
                                            + " with key"));
            if (vrrpPassword) {
                lines.add("  keepalived's password");
            }
            made.forEach(file -> lines.add("  " + file + ", made anew: no host keeps its key"));
        }
        lines.addAll(gone());
        return lines;
    }

    private Map<String, Integer> certificatesByHost() {
        var counts = new LinkedHashMap<String, Integer>();
        recovered.stream()
                .filter(file -> file.startsWith(HOSTS) && file.endsWith(".crt"))
                .map(file -> file.split("/", -1)[1])
                .forEach(host -> counts.merge(host, 1, Integer::sum));
        return counts;
    }

    private List<String> gone() {
        var lines = new ArrayList<String>();
        boolean all = recovered.contains("ca.crt");
        if (all || !lostKeys.isEmpty()) {
            lines.add("gone for good, unless a backup has it:");
        }
        if (all) {
            lines.add("  journals and saved plans of earlier runs");
        }
        for (LostKey lost : lostKeys) {
            lines.add("  the key of the CA " + lost.ca() + ", which is on no host");
            lines.add(
                    "    What it signed works until "
                            + lost.firstEnd()
                            + ", when the first of it ends. Until the key is back or the CA is"
                            + " replaced, nothing");
            lines.add(
                    "    new can be signed: no renewal, no further control plane. Put "
                            + lost.ca()
                            + ".key of a backup into the store, or:");
            lines.add("    kprov certs rotate-ca " + lost.ca().replaceFirst("/ca$|-ca$", ""));
        }
        left.forEach(each ->
                lines.add(
                        "not had back: "
                                + each.id()
                                + " of "
                                + each.node()
                                + ", "
                                + each.why()
                                + "; `kprov apply` makes a new one where its CA can sign"));
        silent.forEach(host ->
                lines.add(
                        "not asked: "
                                + host.host()
                                + " ("
                                + host.why()
                                + "); repeat the command when it is back"));
        return lines;
    }
}
