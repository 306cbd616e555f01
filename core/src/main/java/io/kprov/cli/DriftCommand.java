package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.plan.PlanFile;
import io.kprov.plan.PlanPrinter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells whether anything differs from the wish. */
@Command(
        name = "drift",
        description =
                "Tell whether anything that kprov manages differs from the inventory: exit 2 when it does; changes nothing.",
        footer = {"", "Example: kprov drift inventory.yaml -o json"})
final class DriftCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Mixin private TolerateOption tolerate = new TolerateOption();

    DriftCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var tolerated = tolerate.of(workspace.cluster());
        var console = surroundings.console();
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var planning = Planning.ofWish(surroundings, workspace.blueprint(), fleet, tolerated);
            var plan = planning.plan();
            console.result(
                    output.json()
                            ? List.of(PlanFile.toJson(plan).strip())
                            : PlanPrinter.differences(plan, console.colour()));
            if (!plan.problems().isEmpty()) {
                return planning.failure().number();
            }
            return (plan.isEmpty() ? ExitCode.DONE : ExitCode.CHANGES).number();
        }
    }
}
