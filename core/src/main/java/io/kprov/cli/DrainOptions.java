package io.kprov.cli;

import io.kprov.step.Drain;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How nodes are drained. */
final class DrainOptions {
    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            converter = LifetimeOption.class,
            description = "How long pods may take to leave a node (default: 5m).")
    private Duration timeout = Duration.ofMinutes(5);

    @Option(
            names = "--disable-eviction",
            description = "Delete pods in spite of their disruption budgets.")
    private boolean disableEviction;

    @Option(names = "--force", description = "Delete pods that have no controller; they are lost.")
    private boolean force;

    Drain.Manner manner() {
        return new Drain.Manner(timeout, disableEviction, force);
    }
}
