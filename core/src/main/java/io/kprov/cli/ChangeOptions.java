package io.kprov.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What commands have in common that show a plan, ask, and carry it out. */
final class ChangeOptions {
    @Option(names = "--dry-run", description = "Show the plan and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Mixin private Hosts hosts = new Hosts();

    /** Fails when nobody could answer the question. */
    void requireAnswer(Surroundings surroundings, String command) {
        if (!yes && !dryRun) {
            surroundings
                    .console()
                    .requireTerminal(
                            command + " asks before it changes hosts",
                            "nothing was changed",
                            "give --yes or --dry-run");
        }
    }

    boolean dryRun() {
        return dryRun;
    }

    boolean yes() {
        return yes;
    }

    boolean json() {
        return output.json();
    }

    /** What the command line wants, for a run under these locks. */
    Applying.Order order(LockedCluster locked, CommandSpec line) {
        return Applying.Order.of(locked.holder(), line, json(), progress);
    }

    ProgressOption progress() {
        return progress;
    }

    Hosts hosts() {
        return hosts;
    }
}
