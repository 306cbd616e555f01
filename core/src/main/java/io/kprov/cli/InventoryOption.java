package io.kprov.cli;

import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which inventory, for a command whose arguments are something else. */
final class InventoryOption {
    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            description = "The inventory file (default: inventory.yaml).")
    private Path file = Path.of("inventory.yaml");

    Path file() {
        return file;
    }

    /** The cluster's workspace, with nothing printed. */
    Workspace read(Surroundings surroundings) {
        return InventoryArgument.read(file, surroundings);
    }
}
