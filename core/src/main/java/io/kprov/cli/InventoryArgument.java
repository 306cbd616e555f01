package io.kprov.cli;

import io.kprov.inventory.InventoryReader;
import io.kprov.state.ClusterState;
import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which inventory: an argument or {@code -i}; {@code inventory.yaml} of the working directory
 * otherwise.
 */
final class InventoryArgument {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "INVENTORY",
            description = "The inventory file (default: inventory.yaml).")
    private @Nullable Path argument;

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "FILE",
            description = "The same as an option.")
    private @Nullable Path option;

    Path file() {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(argument))
                .orElse(Path.of("inventory.yaml"));
    }

    /** The cluster's workspace; warnings of the inventory are printed. */
    Workspace open(Surroundings surroundings) {
        var workspace = read(surroundings);
        workspace
                .inventory()
                .warnings()
                .forEach(warning -> surroundings.console().progress(warning.toString()));
        return workspace;
    }

    /** The cluster's workspace, with nothing printed. */
    Workspace read(Surroundings surroundings) {
        return read(file(), surroundings);
    }

    static Workspace read(Path file, Surroundings surroundings) {
        return Workspace.open(
                new InventoryReader(surroundings.environment(), ClusterState::exists),
                file,
                surroundings.passphrases(),
                surroundings.random(),
                surroundings.clock());
    }
}
