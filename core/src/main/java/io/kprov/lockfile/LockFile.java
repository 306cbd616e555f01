package io.kprov.lockfile;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.state.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code kprov.lock}: the files and images that a cluster is built from, each by its digest. It is
 * reviewed and committed beside the inventory, like a package lock.
 */
public record LockFile(
        KubernetesVersion kubernetes, List<Artifact> artifacts, List<LockedImage> images) {

    /** The file's name, beside the inventory. */
    public static final String NAME = "kprov.lock";

    /** The only architecture that kprov installs. */
    public static final String ARCHITECTURE = "amd64";

    public LockFile {
        artifacts = List.copyOf(artifacts);
        images = List.copyOf(images);
        if (artifacts.stream().map(Artifact::program).distinct().count() != artifacts.size()) {
            throw new IllegalArgumentException("a program is listed twice");
        }
        if (images.stream().map(LockedImage::reference).distinct().count() != images.size()) {
            throw new IllegalArgumentException("an image is listed twice");
        }
    }

    /** Where the lock of an inventory is. */
    public static Path beside(Path inventory) {
        return inventory.toAbsolutePath().resolveSibling(NAME);
    }

    /**
     * Reads a lock.
     *
     * @throws KprovException INVALID_INVENTORY when there is none, or when it is damaged
     */
    public static LockFile read(Path file) {
        try {
            return LockText.parse(Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw invalid(
                    new Problem(
                            "there is no " + file,
                            "it pins every download and image by its digest; without it nothing"
                                    + " is installed",
                            "nothing was changed",
                            "kprov lock, then review and commit the file"),
                    missing);
        } catch (IllegalArgumentException | IOException damaged) {
            throw invalid(
                    new Problem(
                            file + " cannot be used",
                            reason(damaged),
                            "nothing was changed",
                            "restore it from version control, or make it anew with kprov lock and"
                                    + " review the difference"),
                    damaged);
        }
    }

    /**
     * Writes the lock in one step: readers see the old file or the new one.
     *
     * @throws KprovException FAILED when it cannot be written
     */
    public void write(Path file) {
        try {
            AtomicFile.write(file, text(), AtomicFile.Readers.EVERYONE);
        } catch (IOException cause) {
            throw new KprovException(
                    ExitCode.FAILED,
                    List.of(
                            new Problem(
                                    file + " could not be written",
                                    reason(cause),
                                    "the file is as it was",
                                    "make room or give yourself the right to write there, then"
                                            + " repeat: kprov lock")),
                    cause);
        }
    }

    /** The file's content: the same lock always gives the same bytes. */
    public String text() {
        return LockText.print(this);
    }

    /** What the host installs, in the lock's order. */
    public List<Artifact> artifactsFor(Host host, Cluster cluster) {
        return artifacts.stream()
                .filter(artifact -> artifact.program().neededOn(host, cluster))
                .toList();
    }

    /** What the host pulls, in the lock's order. */
    public List<LockedImage> imagesFor(Host host) {
        return images.stream().filter(image -> image.audience().includes(host)).toList();
    }

    /**
     * What keeps this lock from serving the cluster: one problem that lists everything that is not
     * locked in the wanted version, or none. What is locked and no longer wanted does no harm.
     */
    public List<Problem> problemsFor(Cluster cluster) {
        Wanted wanted = Wanted.of(cluster);
        var missing = new ArrayList<String>();
        wanted.releases().stream()
                .filter(release -> artifacts.stream().noneMatch(has -> isFor(has, release)))
                .forEach(release -> missing.add(release.toString() + locked(release.program())));
        wanted.images().stream()
                .filter(image -> images.stream().noneMatch(has -> isFor(has, image)))
                .forEach(image -> missing.add(image.reference()));
        return missing.isEmpty()
                ? List.of()
                : List.of(
                        new Problem(
                                NAME
                                        + " was made for other versions than cluster "
                                        + cluster.name()
                                        + " wants",
                                "not locked: " + String.join("\n", missing),
                                "nothing was changed",
                                "kprov lock, then review and commit the difference"));
    }

    private String locked(Program program) {
        return artifacts.stream()
                .filter(artifact -> artifact.program() == program)
                .map(artifact -> " (locked is " + artifact.version() + ")")
                .findFirst()
                .orElse("");
    }

    private static boolean isFor(Artifact artifact, Wanted.Release release) {
        return artifact.program() == release.program()
                && artifact.version().equals(release.version())
                && artifact.path().equals(release.path());
    }

    private static boolean isFor(LockedImage locked, Wanted.Image image) {
        return locked.reference().equals(image.reference())
                && locked.audience() == image.audience();
    }

    private static KprovException invalid(Problem problem, Exception cause) {
        return new KprovException(ExitCode.INVALID_INVENTORY, List.of(problem), cause);
    }

    private static String reason(Exception cause) {
        String message = cause.getMessage();
        return cause instanceof IllegalArgumentException && message != null
                ? message
                : cause.toString();
    }

    /**
     * The file that a program is installed from.
     *
     * @throws IllegalArgumentException when the lock has none
     */
    public Artifact artifact(Program program) {
        return artifacts.stream()
                .filter(artifact -> artifact.program() == program)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(NAME + " has no " + program));
    }
}
