package io.kprov.engine;

import io.kprov.error.Problem;
import java.time.Duration;
import java.util.List;

/** How a run ended: a row per host, and the problems that stopped it. */
public record RunReport(List<HostRow> hosts, List<Problem> problems, Duration took) {

    /** What happened on a host. */
    public record HostRow(String host, int done, int skipped, boolean failed, Duration worked) {}

    /** A run that had nothing to do. */
    public static RunReport nothing() {
        return new RunReport(List.of(), List.of(), Duration.ZERO);
    }

    public boolean ok() {
        return problems.isEmpty();
    }
}
