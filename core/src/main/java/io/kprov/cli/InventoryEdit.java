package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.InventoryReader;
import io.kprov.state.AtomicFile;
import io.kprov.state.ClusterState;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An inventory that changes with what a command does: valid as it is to be, not written yet. */
final class InventoryEdit {
    private final Workspace before;
    private final Workspace after;
    private boolean written;

    private InventoryEdit(Workspace before, Workspace after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Reads what the file is to hold.
     *
     * @throws KprovException INVALID_INVENTORY when that is no valid inventory
     */
    static InventoryEdit of(Surroundings surroundings, Workspace before, String text) {
        var reader = new InventoryReader(surroundings.environment(), ClusterState::exists);
        return new InventoryEdit(before, before.with(reader.read(before.inventory().file(), text)));
    }

    /** The cluster with the inventory as it is to be. */
    Workspace workspace() {
        return after;
    }

    /**
     * Writes the file, once, with the mode it has, if it is still the one that was read.
     *
     * @throws KprovException FAILED when it is not, or cannot be written
     */
    void write() {
        if (written || before.inventory().text().equals(after.inventory().text())) {
            return;
        }
        Path shown = before.inventory().file();
        try {
            // A link to a file elsewhere stays one.
            Path file = shown.toRealPath();
            if (!Files.readString(file).equals(before.inventory().text())) {
                throw refused(
                        shown + " was changed while kprov worked",
                        "put the hosts right in it by hand, or repeat the command");
            }
            var mode = Files.getPosixFilePermissions(file);
            AtomicFile.write(file, after.inventory().text(), AtomicFile.Readers.OWNER);
            Files.setPosixFilePermissions(file, mode);
            written = true;
        } catch (IOException failed) {
            throw refused(failed.toString(), "see that it may be written, then repeat the command");
        }
    }

    private static KprovException refused(String why, String next) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "the inventory is not edited",
                        why,
                        "the file is as it was; what a run has done on hosts stays done",
                        next));
    }
}
