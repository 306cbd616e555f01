package io.kprov.snapshot;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A snapshot that a host keeps, and what is known of it: the line that {@code
 * templates/etcd/etcd-backup.sh} writes beside it.
 *
 * @param file its name, without folders
 * @param time when it was begun
 * @param size of the file
 * @param sha256 of the file, in lower-case hexadecimal; {@link SnapshotProof#sha256} is that of
 *     what was encrypted
 */
public record KeptSnapshot(
        String file,
        String cluster,
        String host,
        Instant time,
        long size,
        String sha256,
        boolean encrypted,
        SnapshotProof proof) {

    /**
     * Reads the line.
     *
     * @throws IllegalArgumentException when it is no such line
     */
    public static KeptSnapshot parse(String line) {
        return of(JsonMapper.shared().readTree(line));
    }

    static KeptSnapshot of(JsonNode json) {
        String file = json.path("file").asString("");
        String sha256 = json.path("sha256").asString("");
        // It becomes a path, here and on the host.
        if (!file.matches("[a-z0-9][A-Za-z0-9.-]*\\.db(\\.cms)?")
                || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(json.toString());
        }
        return new KeptSnapshot(
                file,
                json.path("cluster").asString(""),
                json.path("host").asString(""),
                BackupState.instant(json.path("time")),
                json.path("size").asLong(0),
                sha256,
                json.path("encrypted").asBoolean(false),
                SnapshotProof.parse(json.path("proof").toString()));
    }

    /** The name of the file beside it that holds the line. */
    public String proofFile() {
        return file + ".json";
    }
}
