package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.step.LeftOut;
import java.time.Duration;
import java.util.List;

/**
 * How a run ended: a row per host, and the problems that stopped it.
 *
 * @param leftOut workers that it went on without, and why
 */
public record RunReport(
        List<HostRow> hosts, List<Problem> problems, Duration took, LeftOut leftOut) {

    /** Of a run that left nobody out. */
    public RunReport(List<HostRow> hosts, List<Problem> problems, Duration took) {
        this(hosts, problems, took, LeftOut.NOBODY);
    }

    /** What happened on a host. */
    public record HostRow(String host, int done, int skipped, boolean failed, Duration worked) {}

    /** A run that had nothing to do. */
    public static RunReport nothing(LeftOut leftOut) {
        return new RunReport(List.of(), List.of(), Duration.ZERO, leftOut);
    }

    public boolean ok() {
        return problems.isEmpty();
    }
}
