package io.kprov.workspace;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.state.AtomicFile;
import io.kprov.state.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Work that was begun and has not come to its end, as a file in the cluster's folder. A run that
 * was cut short is gone on with, and nothing is made twice.
 *
 * @param <T> what is to be done
 */
public final class OpenOrder<T> {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final Class<T> type;
    private final String what;
    private final String next;

    /**
     * Names the file; nothing is read yet.
     *
     * @param what the work is called; also the file's name
     * @param next what the operator does about a file that cannot be read
     */
    OpenOrder(ClusterState state, Class<T> type, String what, String next) {
        this.file = state.folder().resolve(what + ".json");
        this.type = type;
        this.what = what;
        this.next = next;
    }

    /**
     * What is under way; empty when nothing is.
     *
     * @throws KprovException FAILED when the file cannot be read
     */
    public Optional<T> find() {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), type))
                    : Optional.empty();
        } catch (IOException | JacksonException damaged) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            file + " cannot be read",
                            String.valueOf(damaged.getMessage()),
                            "nothing was changed; it is the note of a "
                                    + what
                                    + " that has not ended",
                            next));
        }
    }

    /** Notes it before anything is changed. */
    public void begin(T order) {
        try {
            AtomicFile.write(file, JSON.writeValueAsString(order) + "\n", AtomicFile.Readers.OWNER);
        } catch (IOException failed) {
            throw ClusterState.failed(file + " could not be written", failed);
        }
    }

    /** All of it is done. */
    public void end() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new KprovException(
                    ExitCode.FAILED,
                    List.of(
                            new Problem(
                                    file + " could not be removed",
                                    failed.toString(),
                                    "the " + what + " is done; only this note of it is left",
                                    "remove the file")),
                    failed);
        }
    }
}
