package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.inventory.Finding;
import io.kprov.inventory.InvalidInventoryException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks an inventory without touching a host. */
@Command(
        name = "validate",
        description = "Check an inventory: every problem at once, with its line; asks no host.",
        footer = {"", "Example: kprov validate inventory.yaml"})
final class ValidateCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    ValidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!output.json()) {
            var cluster = inventory.open(surroundings).cluster();
            surroundings
                    .console()
                    .result(
                            "%s is valid: cluster %s, Kubernetes %s, %d control planes, %d hosts"
                                    .formatted(
                                            inventory.file(),
                                            cluster.name(),
                                            cluster.kubernetes().version(),
                                            cluster.controlPlanes().size(),
                                            cluster.hosts().size()));
            return ExitCode.DONE.number();
        }
        try {
            return report(true, inventory.read(surroundings).inventory().warnings(), ExitCode.DONE);
        } catch (InvalidInventoryException invalid) {
            return report(false, invalid.findings(), invalid.exitCode());
        }
    }

    private record Answer(boolean valid, List<Finding> findings) {}

    private int report(boolean valid, List<Finding> findings, ExitCode code) {
        surroundings.console().result(OutputOption.text(new Answer(valid, findings)));
        return code.number();
    }
}
