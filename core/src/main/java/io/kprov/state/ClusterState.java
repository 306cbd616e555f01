package io.kprov.state;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The folder {@code .kprov/<cluster>/} beside the inventory: what kprov remembers of a cluster on
 * this machine. Naming a path makes nothing; {@link #create} does.
 */
public record ClusterState(Path folder) {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final String NAME = "[0-9A-Za-z][0-9A-Za-z._-]*";

    /**
     * The state of one cluster of an inventory.
     *
     * @throws IllegalArgumentException when the name is not one folder's name
     */
    public static ClusterState beside(Path inventory, String cluster) {
        if (!cluster.matches(NAME)) {
            throw new IllegalArgumentException("cluster name \"" + cluster + "\"");
        }
        return new ClusterState(
                inventory.toAbsolutePath().resolveSibling(".kprov").resolve(cluster).normalize());
    }

    /** Whether an apply has made the keys of a cluster of this name beside the inventory. */
    public static boolean exists(Path inventory, String cluster) {
        return cluster.matches(NAME)
                && Files.exists(beside(inventory, cluster).pki().resolve("ca.crt"));
    }

    /** Certificates, their keys, and the other secrets that were made once. */
    public Path pki() {
        return folder.resolve("pki");
    }

    /** Saved plans. */
    public Path plans() {
        return folder.resolve("plans");
    }

    /** Snapshots of etcd that were fetched from hosts. */
    public Path backups() {
        return folder.resolve("backups");
    }

    /** Diaries of runs. */
    public Path journal() {
        return folder.resolve("journal");
    }

    /** The file of {@link OperatorLock}. */
    public Path lock() {
        return folder.resolve("lock");
    }

    /** Host keys that {@code kprov hostkeys} pinned. */
    public Path knownHosts() {
        return folder.resolve("known_hosts");
    }

    /**
     * Makes the folders that are missing, for their owner only. Those that exist stay as they are.
     *
     * @throws KprovException FAILED when one cannot be made
     */
    public void create() {
        try {
            for (Path directory : List.of(pki(), plans(), journal())) {
                Files.createDirectories(directory, OWNER_ONLY);
            }
        } catch (IOException cause) {
            throw failed(folder + " could not be made", cause);
        }
    }

    /** A failure of this machine's file system, for the operator to mend. */
    public static KprovException failed(String what, IOException cause) {
        return new KprovException(
                ExitCode.FAILED,
                List.of(
                        new Problem(
                                what,
                                cause.toString(),
                                "nothing was changed on any host",
                                "see to room and rights on this machine, then repeat the same"
                                        + " command")),
                cause);
    }
}
