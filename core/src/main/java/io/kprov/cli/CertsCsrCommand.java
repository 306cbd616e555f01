package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.state.OperatorLock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks an external CA for certificates. */
@Command(
        name = "csr",
        description =
                "Make the keys that are missing, and write a request for each certificate that an external CA is to sign; asks no host.",
        footer = {"", "Example: kprov certs csr inventory.yaml --out requests"})
final class CertsCsrCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The folder for the requests (default: .kprov/NAME/csr).")
    private @Nullable Path out;

    CertsCsrCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The JSON form. */
    record Asked(String folder, List<String> requests, List<String> missingAuthorities) {}

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        try (var _ = OperatorLock.acquire(workspace.state(), surroundings.holder("certs csr"))) {
            var external = workspace.externalCa();
            Path named = out;
            Path folder =
                    named == null
                            ? external.folder()
                            : surroundings.environment().workingDirectory().resolve(named);
            var asked = external.request(folder);
            var console = surroundings.console();
            if (output.json()) {
                console.result(
                        OutputOption.text(
                                new Asked(
                                        folder.toString(),
                                        asked.files(),
                                        asked.missingAuthorities())));
            } else if (asked.files().isEmpty()) {
                console.result("nothing is to be signed: every certificate is here");
            } else {
                console.result(
                        "wrote "
                                + asked.files().size()
                                + " requests to "
                                + folder
                                + "\nnext: have them signed ("
                                + folder.resolve("README.txt")
                                + "), then: kprov certs import "
                                + folder
                                + " -i "
                                + inventory.file());
            }
        }
        return ExitCode.DONE.number();
    }
}
