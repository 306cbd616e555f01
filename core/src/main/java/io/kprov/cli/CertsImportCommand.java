package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.state.OperatorLock;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes in what an external CA signed. */
@Command(
        name = "import",
        description =
                "Check the certificates that an external CA signed, and take them all, or none; asks no host.",
        footer = {"", "Example: kprov certs import requests -i inventory.yaml"})
final class CertsImportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The folder of 'kprov certs csr', with what was signed.")
    private Path directory = Path.of("");

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private OutputOption output = new OutputOption();

    CertsImportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.read(surroundings);
        try (var _ = OperatorLock.acquire(workspace.state(), surroundings.holder("certs import"))) {
            var answers =
                    workspace
                            .externalCa()
                            .take(surroundings.environment().workingDirectory().resolve(directory));
            var console = surroundings.console();
            if (output.json()) {
                console.result(OutputOption.text(answers));
                return ExitCode.DONE.number();
            }
            answers.unused().forEach(file -> console.progress("nobody asked for " + file));
            answers.missing().forEach(file -> console.progress("still missing: " + file));
            console.result(
                    "took "
                            + answers.taken().size()
                            + " certificates"
                            + (answers.missing().isEmpty()
                                    ? ", nothing is missing; next: kprov apply " + inventory.file()
                                    : ", " + answers.missing().size() + " are still missing"));
        }
        return ExitCode.DONE.number();
    }
}
