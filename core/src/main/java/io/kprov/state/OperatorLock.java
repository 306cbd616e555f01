package io.kprov.state;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets one run at a time on this machine work on a cluster. The operating system holds the lock, so
 * it ends with the process, however that ends; the file's text only says who has it.
 */
public final class OperatorLock implements AutoCloseable {
    /**
     * Files locked by this process. A second try must not even open the file: POSIX gives up a
     * process's locks on a file when any of its descriptors of that file is closed.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private OperatorLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, or fails at once.
     *
     * @throws KprovException LOCKED, naming the holder; FAILED when the file cannot be used
     */
    public static OperatorLock acquire(ClusterState state, Holder holder) {
        state.create();
        try {
            Path file = state.folder().toRealPath().resolve(state.lock().getFileName());
            if (!HELD.add(file)) {
                throw locked(file);
            }
            FileChannel channel = null;
            try {
                channel = lock(file).orElseThrow(() -> locked(file));
                write(channel, JsonMapper.shared().writeValueAsString(holder) + "\n");
                return new OperatorLock(file, channel);
            } catch (IOException | RuntimeException failed) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(file);
                throw failed;
            }
        } catch (IOException cause) {
            throw ClusterState.failed("the lock " + state.lock() + " could not be taken", cause);
        }
    }

    /** The open file with its lock; empty when another process has it. */
    private static Optional<FileChannel> lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? Optional.empty() : Optional.of(channel);
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    private static KprovException locked(Path file) {
        return new KprovException(
                ExitCode.LOCKED,
                new Problem(
                        "another run works on this cluster",
                        holder(file).map(Holder::toString).orElse("it does not say which"),
                        "this run changed nothing",
                        "wait until it ends, or stop it, then repeat the same command"));
    }

    /**
     * Who has or had the lock of a cluster: the text of one that was killed stays. Not for a
     * process that has the lock itself, which would lose it.
     */
    public static Optional<Holder> holder(ClusterState state) {
        return holder(state.lock());
    }

    /** Empty in the moment between a lock and its text, and for a text that nobody can read. */
    private static Optional<Holder> holder(Path file) {
        try {
            return Optional.of(JsonMapper.shared().readValue(Files.readString(file), Holder.class));
        } catch (IOException | JacksonException unknown) {
            return Optional.empty();
        }
    }

    /** Gives the lock back. The file stays: removing it would let two runs lock two files. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            channel.truncate(0);
        } catch (IOException cause) {
            throw ClusterState.failed("the lock " + file + " could not be given back", cause);
        } finally {
            HELD.remove(file);
        }
    }
}
