package io.kprov.backup;

import io.kprov.command.Command;
import io.kprov.engine.Fleet;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.pki.PkiException;
import io.kprov.pki.SealedFile;
import io.kprov.remote.Remote;
import io.kprov.render.BackupFiles;
import io.kprov.snapshot.FileDigest;
import io.kprov.snapshot.KeptSnapshot;
import io.kprov.state.ClusterState;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;

/**
 * Brings a snapshot from a host to this machine, and opens it where it is encrypted. A file has its
 * name when all of it is on the disk and its digest is the one that was written down when it was
 * proven.
 */
public final class SnapshotPull {
    private static final int BLOCK = 8 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** In blocks, since an answer is held in memory. */
    private static final String READ_BLOCK =
            """
            # kprov: read-block. $1 file, $2 size of a block, $3 which
            dd if="$1" bs="$2" skip="$3" count=1 status=none | base64 -w 0
            """;

    private final Path folder;

    /**
     * @param folder made for its owner alone when it is not there
     */
    public SnapshotPull(Path folder) {
        this.folder = folder;
    }

    /**
     * The snapshot's file here.
     *
     * @param progress is told how many bytes are here
     * @throws KprovException FAILED when it is not what was proven, or cannot be written
     */
    public Path fetch(Fleet fleet, Host host, KeptSnapshot snapshot, Consumer<Long> progress) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path file = folder.resolve(snapshot.file());
            if (Files.exists(file) && FileDigest.sha256(file).equals(snapshot.sha256())) {
                return file;
            }
            var proof = fleet.on(host, remote -> block(remote, snapshot.proofFile(), 0));
            try (var temporary = new DigestedFile(folder.resolve(snapshot.proofFile()))) {
                temporary.write(proof);
                temporary.keep();
            }
            try (var temporary = new DigestedFile(file)) {
                for (long block = 0; temporary.size() < snapshot.size(); block++) {
                    long wanted = block;
                    var bytes = fleet.on(host, remote -> block(remote, snapshot.file(), wanted));
                    if (bytes.length == 0) {
                        break;
                    }
                    temporary.write(bytes);
                    progress.accept(temporary.size());
                }
                if (!temporary.sha256().equals(snapshot.sha256())) {
                    throw different(host + ": " + snapshot.file(), snapshot.sha256(), temporary);
                }
                temporary.keep();
            }
            return file;
        } catch (IOException failed) {
            throw ClusterState.failed("the snapshot could not be written to " + folder, failed);
        }
    }

    private static byte[] block(Remote remote, String name, long block) {
        var result =
                remote.run(
                        Command.script(
                                READ_BLOCK,
                                BackupFiles.FOLDER + "/" + name,
                                String.valueOf(BLOCK),
                                String.valueOf(block)),
                        LIMIT);
        if (!result.ok() || !result.stderr().isBlank()) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            remote.host() + ": " + name + " cannot be read",
                            result.lastLines(3),
                            "nothing was changed",
                            "repeat the command: the timer may just have removed it for a newer one"));
        }
        return Base64.getDecoder().decode(result.stdout().strip());
    }

    /**
     * What is in an encrypted snapshot, beside it.
     *
     * @param source where the key comes from, for the message
     * @param key PEM of the private key
     * @throws KprovException FAILED when the key does not open it, or it is not what was proven
     */
    public Path open(Path sealed, KeptSnapshot snapshot, String source, String key) {
        Path file = folder.resolve(snapshot.file().replaceFirst("\\.cms$", ""));
        try (var in = new BufferedInputStream(Files.newInputStream(sealed));
                var temporary = new DigestedFile(file)) {
            SealedFile.open(
                    in,
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            write(new byte[] {(byte) b}, 0, 1);
                        }

                        @Override
                        public void write(byte[] bytes, int offset, int length) throws IOException {
                            temporary.write(bytes, offset, length);
                        }
                    },
                    source,
                    key);
            if (!temporary.sha256().equals(snapshot.proof().sha256())) {
                throw different(sealed + ", opened,", snapshot.proof().sha256(), temporary);
            }
            temporary.keep();
            return file;
        } catch (PkiException wrong) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            wrong.what(),
                            wrong.why(),
                            "the encrypted file is at " + sealed,
                            wrong.next()));
        } catch (IOException failed) {
            throw ClusterState.failed(sealed + " could not be opened", failed);
        }
    }

    private static KprovException different(String what, String wanted, DigestedFile got) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        what + " is not what was proven",
                        "sha256 "
                                + wanted
                                + " was written down, these are "
                                + got.size()
                                + " bytes with "
                                + got.sha256(),
                        "it was not kept",
                        "its disk may be failing: take another host's (--host), and kprov etcd backup now makes a new one"));
    }
}
