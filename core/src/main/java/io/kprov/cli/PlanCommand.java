package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanFile;
import io.kprov.plan.PlanPrinter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what apply would do. */
@Command(
        name = "plan",
        description = "Look at every host and show exactly what apply would do; changes nothing.",
        footer = {"", "Example: kprov plan inventory.yaml --out today.plan"})
final class PlanCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Mixin private TolerateOption tolerate = new TolerateOption();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Save the plan, for: kprov apply --plan FILE.")
    private @Nullable Path out;

    @Option(
            names = "--detailed-exitcode",
            description = "Exit 0 for nothing to do, 2 for changes, 3 for destructive changes.")
    private boolean detailedExitCode;

    @Option(
            names = "--verbose",
            description = "Every action, and the steps that have nothing to do.")
    private boolean verbose;

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var tolerated = tolerate.of(workspace.cluster());
        var console = surroundings.console();
        RotationStages.warn(console, workspace);
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var planning = Planning.ofWish(surroundings, workspace.blueprint(), fleet, tolerated);
            Plan plan = planning.plan();
            if (output.json()) {
                console.result(PlanFile.toJson(plan).strip());
            } else {
                console.result(
                        PlanPrinter.lines(
                                plan,
                                new PlanPrinter.Style(
                                        console.colour(),
                                        verbose
                                                ? PlanPrinter.Detail.EVERYTHING
                                                : PlanPrinter.Detail.CHANGES)));
            }
            if (out != null && plan.problems().isEmpty()) {
                PlanFile.of(plan, workspace.inventory().file())
                        .save(surroundings.environment().workingDirectory().resolve(out));
                console.progress("saved; next: kprov apply --plan " + out);
            }
            return code(planning).number();
        }
    }

    private ExitCode code(Planning planning) {
        Plan plan = planning.plan();
        if (!plan.problems().isEmpty()) {
            return planning.failure();
        }
        return detailedExitCode ? detailed(plan) : ExitCode.DONE;
    }

    /** What a plan that can run would do, as an exit code. */
    static ExitCode detailed(Plan plan) {
        return plan.isEmpty()
                ? ExitCode.DONE
                : plan.isDestructive() ? ExitCode.DESTRUCTIVE_CHANGES : ExitCode.CHANGES;
    }
}
