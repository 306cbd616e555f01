package io.kprov.inventory;

import io.kprov.model.Cluster;
import java.nio.file.Path;
import java.util.List;

/**
 * An inventory that is valid.
 *
 * @param warnings what is allowed but unwise, in the file's order
 * @param file where it was read from, absolute; the state directory is beside it
 * @param text what is, or is to be, in the file
 */
public record LoadedInventory(Cluster cluster, List<Finding> warnings, Path file, String text) {

    public LoadedInventory {
        warnings = List.copyOf(warnings);
    }
}
