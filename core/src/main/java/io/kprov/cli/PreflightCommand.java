package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.preflight.Preflight;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks the hosts without changing them. */
@Command(
        name = "preflight",
        description =
                "Check every host: what is there, what is missing, what to do about it; changes nothing.",
        footer = {
            "",
            "Example: kprov preflight inventory.yaml",
            "A check is waived by its name: preflight: {waive: [memory]} in the inventory."
        })
final class PreflightCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    PreflightCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, Preflight.whole().questions(cluster));
            var report = Preflight.whole().run(cluster, seen);
            surroundings
                    .console()
                    .result(
                            output.json()
                                    ? java.util.List.of(OutputOption.text(report.results()))
                                    : report.lines());
            return report.exitCode().number();
        }
    }
}
