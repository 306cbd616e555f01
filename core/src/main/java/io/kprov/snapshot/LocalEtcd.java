package io.kprov.snapshot;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.SiteClient;
import io.kprov.render.EtcdFiles;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * etcd's own programs on the operator's machine: the release file that {@code kprov.lock} names,
 * fetched once; on a machine that it is not made for, those of the {@code PATH}.
 *
 * @param mirror the inventory's {@code downloads.mirror}
 * @param cache where the programs are kept
 * @param machine the operator's
 */
public record LocalEtcd(Artifact release, Optional<URI> mirror, Path cache, Machine machine) {

    /**
     * What the operator's machine runs.
     *
     * @param linuxOnAmd64 whether it runs the release that hosts do
     * @param path its {@code PATH}
     */
    public record Machine(boolean linuxOnAmd64, String path) {}

    private static final Duration FETCH_LIMIT = Duration.ofMinutes(15);
    private static final Duration PROOF_LIMIT = Duration.ofMinutes(30);
    private static final File NO_INPUT = new File("/dev/null");

    /**
     * Restores the snapshot into a scratch folder, opens it with etcd, and says what is in it.
     * Everything happens on this machine; no port is opened.
     *
     * @throws KprovException FAILED, when it is no good, with the reason
     */
    public SnapshotProof prove(Path snapshot) {
        Path file = snapshot.toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            // Before etcd is fetched for it.
            throw unproven(file, "there is no such file");
        }
        String path = programs().map(folder -> folder + ":").orElse("") + machine.path();
        try {
            Path scratch = Files.createTempDirectory("kprov-snapshot-");
            try {
                Path script = scratch.resolve("prove-snapshot.sh");
                Files.writeString(script, EtcdFiles.proveSnapshot());
                String line = run(path, script, file, scratch.resolve("scratch"));
                return SnapshotProof.parse(line);
            } finally {
                Files.deleteIfExists(scratch.resolve("prove-snapshot.sh"));
                Files.deleteIfExists(scratch.resolve("out"));
                Files.deleteIfExists(scratch.resolve("err"));
                Files.deleteIfExists(scratch);
            }
        } catch (IOException failed) {
            throw unproven(file, failed.toString());
        }
    }

    private static String run(String path, Path script, Path file, Path scratch)
            throws IOException {
        var out = script.resolveSibling("out");
        var err = script.resolveSibling("err");
        var builder =
                new ProcessBuilder("sh", script.toString(), file.toString(), scratch.toString())
                        .redirectInput(NO_INPUT)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("PATH", path);
        var process = builder.start();
        try {
            if (!process.waitFor(PROOF_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw unproven(file, "it took more than " + PROOF_LIMIT.toMinutes() + " minutes");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unproven(file, "kprov was interrupted");
        } finally {
            // The script cleans up behind itself when it is told to end.
            process.destroy();
        }
        if (process.exitValue() != 0) {
            String why = VisibleText.of(Files.readString(err, StandardCharsets.UTF_8).strip());
            throw unproven(file, why.isEmpty() ? "exit " + process.exitValue() : why);
        }
        return Files.readString(out, StandardCharsets.UTF_8).strip();
    }

    private static KprovException unproven(Path file, String why) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        file.getFileName() + " is not a snapshot that can be restored",
                        why.replace(file + ": ", ""),
                        "nothing was changed",
                        "take another one; kprov etcd verify FILE tells which are good, and one that is encrypted (.cms) is opened by kprov etcd backup pull --key"));
    }

    /** The folder with the locked programs; empty where those of the PATH have to do. */
    private Optional<Path> programs() {
        if (!machine.linuxOnAmd64()) {
            return Optional.empty();
        }
        Path folder = cache.resolve("etcd-" + release.version());
        try {
            if (!Files.exists(folder)) {
                fetch(folder);
            }
            return Optional.of(folder);
        } catch (IOException failed) {
            throw notFetched(failed.toString());
        }
    }

    private void fetch(Path folder) throws IOException {
        Files.createDirectories(cache);
        Path work = Files.createTempDirectory(cache, ".etcd-");
        Path archive = work.resolve("etcd.tar.gz");
        Path content = Files.createDirectory(work.resolve("content"));
        download(archive);
        if (!FileDigest.sha256(archive).equals(release.sha256())) {
            throw notFetched("what arrived is not the file that kprov.lock names: another sha256");
        }
        var tar =
                new ProcessBuilder(
                                "tar",
                                "-xzf",
                                archive.toString(),
                                "-C",
                                content.toString(),
                                "--no-same-owner",
                                "--strip-components=1")
                        .redirectInput(NO_INPUT)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (tar.waitFor() != 0) {
                throw notFetched("tar could not unpack it: exit " + tar.exitValue());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw notFetched("kprov was interrupted");
        }
        Files.move(content, folder, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(archive);
        Files.delete(work);
    }

    private void download(Path archive) throws IOException {
        URI url = release.url(mirror);
        try (var client = SiteClient.open()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(url).timeout(FETCH_LIMIT).build(),
                            HttpResponse.BodyHandlers.ofFile(archive));
            if (answer.statusCode() != 200) {
                throw notFetched("the site answered " + answer.statusCode());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw notFetched("kprov was interrupted");
        }
    }

    private KprovException notFetched(String why) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        release + " could not be fetched to this machine, where it opens snapshots",
                        release.url(mirror) + ": " + why,
                        "nothing was changed",
                        "make the site reachable from here, or put the unpacked release file in "
                                + cache.resolve("etcd-" + release.version())));
    }
}
