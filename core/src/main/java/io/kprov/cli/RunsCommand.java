package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.journal.Runs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the runs that were made from here. */
@Command(
        name = "runs",
        description = "List the runs on a cluster that were made from this machine; asks no host.",
        subcommands = RunsShowCommand.class,
        footer = {"", "Example: kprov runs inventory.yaml"})
final class RunsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    RunsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The inventory that was named before a subcommand, or the usual one. */
    Path inventory() {
        return inventory.file();
    }

    @Override
    public Integer call() {
        var state = inventory.read(surroundings).state();
        var runs = new Runs(state, Surroundings.machine());
        var all = runs.all().stream().map(run -> RunSummary.of(run, runs)).toList();
        if (output.json()) {
            surroundings.console().result(OutputOption.text(all));
        } else if (all.isEmpty()) {
            surroundings.console().result("no runs in " + state.journal());
        } else {
            surroundings.console().result(RunPrinter.list(all));
        }
        return ExitCode.DONE.number();
    }
}
