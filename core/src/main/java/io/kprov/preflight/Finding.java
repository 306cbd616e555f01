package io.kprov.preflight;

import io.kprov.model.Host;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a check found, good or bad.
 *
 * @param host its name; empty for what is true of the hosts together
 * @param found what is so, with the value that was wanted where it is not so
 * @param fix what the operator does; empty text when all is well
 */
public record Finding(
        Optional<String> host, boolean ok, Severity severity, String found, String fix) {

    public static Finding ok(Host host, String found) {
        return new Finding(Optional.of(host.name()), true, Severity.WARNING, found, "");
    }

    public static Finding ok(String found) {
        return new Finding(Optional.empty(), true, Severity.WARNING, found, "");
    }

    public static Finding error(Host host, String found, String fix) {
        return new Finding(Optional.of(host.name()), false, Severity.ERROR, found, fix);
    }

    public static Finding error(String found, String fix) {
        return new Finding(Optional.empty(), false, Severity.ERROR, found, fix);
    }

    public static Finding warning(Host host, String found, String fix) {
        return new Finding(Optional.of(host.name()), false, Severity.WARNING, found, fix);
    }

    public static Finding warning(String found, String fix) {
        return new Finding(Optional.empty(), false, Severity.WARNING, found, fix);
    }

    /** Measurements that are worth reading when all is well, too: each host's in one line. */
    static List<Finding> inOneIfAllAreWell(List<Finding> findings, String end) {
        if (findings.isEmpty() || !findings.stream().allMatch(Finding::ok)) {
            return findings;
        }
        return List.of(
                ok(
                        findings.stream()
                                        .map(each -> each.host().orElse("all") + " " + each.found())
                                        .collect(Collectors.joining("; "))
                                + end));
    }
}
