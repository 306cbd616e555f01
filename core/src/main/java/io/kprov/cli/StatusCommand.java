package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.status.Status;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells how the cluster is. */
@Command(
        name = "status",
        description = "Tell how the cluster is, as named conditions; exit 7 when one is bad.",
        footer = {"", "Example: kprov status inventory.yaml"})
final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, Status.questions(cluster));
            var status = Status.of(cluster, seen, surroundings.clock().instant());
            surroundings
                    .console()
                    .result(
                            output.json()
                                    ? List.of(OutputOption.text(status.conditions()))
                                    : status.lines());
            return status.exitCode().number();
        }
    }
}
