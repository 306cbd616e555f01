package io.kprov.snapshot;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a snapshot held when it was restored into a scratch folder and opened by etcd: the line that
 * {@code templates/etcd/prove-snapshot.sh} prints.
 *
 * @param revision etcd's revision, which counts every write
 * @param keys that there are at that revision
 * @param bytes of the database
 * @param version of the storage, as etcd names it: a minor of etcd older than it does not read it
 * @param cluster UID of the namespace {@code kube-system}, which no two clusters share; empty where
 *     there is none
 * @param sha256 of the file, in lower-case hexadecimal
 */
public record SnapshotProof(
        long revision, long keys, long bytes, String version, String cluster, String sha256) {

    /**
     * Reads the line.
     *
     * @throws IllegalArgumentException when it is no such line
     */
    public static SnapshotProof parse(String line) {
        JsonNode json = JsonMapper.shared().readTree(line);
        if (!json.path("sha256").asString("").matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(line);
        }
        return new SnapshotProof(
                json.path("revision").asLong(0),
                json.path("keys").asLong(0),
                json.path("bytes").asLong(0),
                json.path("version").asString(""),
                json.path("cluster").asString(""),
                json.path("sha256").asString(""));
    }
}
