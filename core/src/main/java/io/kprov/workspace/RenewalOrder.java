package io.kprov.workspace;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.Renewal;
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
 * The renewal that was begun and has not come to its end: {@code renewal.json} in the cluster's
 * folder. A run that was cut short is gone on with, by the same command or by apply, and nothing is
 * made twice.
 */
public final class RenewalOrder {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;

    RenewalOrder(ClusterState state) {
        this.file = state.folder().resolve("renewal.json");
    }

    /**
     * What is under way; empty when nothing is.
     *
     * @throws KprovException FAILED when the file cannot be read
     */
    public Optional<Renewal> find() {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), Renewal.class))
                    : Optional.empty();
        } catch (IOException | JacksonException damaged) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            file + " cannot be read",
                            String.valueOf(damaged.getMessage()),
                            "nothing was changed",
                            "remove it; then begin the renewal again: kprov certs renew"));
        }
    }

    /** Notes it before anything is made. */
    public void begin(Renewal renewal) {
        try {
            AtomicFile.write(
                    file, JSON.writeValueAsString(renewal) + "\n", AtomicFile.Readers.OWNER);
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
                                    "the renewal is done; only this note of it is left",
                                    "remove the file")),
                    failed);
        }
    }
}
