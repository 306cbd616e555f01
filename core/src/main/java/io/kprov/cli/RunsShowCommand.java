package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.Problem;
import io.kprov.journal.HostRecord;
import io.kprov.journal.Runs;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows one run. */
@Command(
        name = "show",
        description = "Show what a run did on each host; asks no host.",
        footer = {"", "Example: kprov runs show last"})
final class RunsShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @ParentCommand private @Nullable RunsCommand runs;

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "The run: its id, the beginning of its id, or 'last'.")
    private String id = "last";

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            description = "The inventory file (default: inventory.yaml).")
    private @Nullable Path inventory;

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--verbose",
            description = "Every action with its output, and the steps that had nothing to do.")
    private boolean verbose;

    RunsShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The JSON form. */
    record Shown(RunSummary run, List<HostRecord> hosts, List<Problem> problems) {}

    @Override
    public Integer call() {
        var state = InventoryArgument.read(file(), surroundings).state();
        var all = new Runs(state, Surroundings.machine());
        var run = all.find(id);
        var summary = RunSummary.of(run, all);
        surroundings
                .console()
                .result(
                        output.json()
                                ? List.of(
                                        OutputOption.text(
                                                new Shown(summary, run.hosts(), run.problems())))
                                : RunPrinter.transcript(run, summary, verbose));
        return ExitCode.DONE.number();
    }

    private Path file() {
        if (inventory != null) {
            return inventory;
        }
        return runs == null ? Path.of("inventory.yaml") : runs.inventory();
    }
}
