package io.kprov.journal;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The file that a run writes its events to. At the edges of steps it returns only when they are
 * safely on the disk: what a host got is never more than one step ahead of what is written here.
 */
public final class Journal implements AutoCloseable {
    /** The file's name in the folder of its run. */
    static final String FILE = "events.ndjson";

    private final Path file;
    private final Disk disk;
    private final ReentrantLock appending = new ReentrantLock();
    private final ReentrantLock forcing = new ReentrantLock();
    private final AtomicLong appended = new AtomicLong();
    // Whether the last line may lack its end, because the disk was full in its midst.
    private boolean torn;
    private long forced;

    Journal(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Takes lines and keeps them. */
    interface Disk extends AutoCloseable {
        /** Appends a line; when that fails, a part of it may be there. */
        void append(byte[] line) throws IOException;

        /** Returns when everything appended so far survives a loss of power. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /**
     * Begins the journal of a run with its first event.
     *
     * @param folder the run's own, which must not be there yet
     * @throws KprovException FAILED when it cannot be written; no host was touched then
     */
    public static Journal begin(Path folder, Entry first) {
        Path file = folder.resolve(FILE);
        try {
            var journal = new Journal(file, DiskFile.create(file));
            journal.put(first);
            return journal;
        } catch (IOException cause) {
            throw failed(file, "nothing was changed on any host", cause);
        }
    }

    public Path file() {
        return file;
    }

    /** Called from many threads, which share the waiting for the disk. */
    void write(Entry entry) {
        try {
            put(entry);
        } catch (IOException cause) {
            throw failed(
                    file,
                    "no further step was begun; those under way came to their end, and what is"
                            + " done stays so",
                    cause);
        }
    }

    private void put(Entry entry) throws IOException {
        long mine = append(entry.json() + "\n");
        if (entry.event().atEdge()) {
            force(mine);
        }
    }

    private long append(String line) throws IOException {
        appending.lock();
        try {
            String start = torn ? "\n" : "";
            torn = true;
            disk.append((start + line).getBytes(StandardCharsets.UTF_8));
            torn = false;
            return appended.incrementAndGet();
        } finally {
            appending.unlock();
        }
    }

    private void force(long mine) throws IOException {
        forcing.lock();
        try {
            if (forced < mine) {
                long all = appended.get();
                disk.force();
                forced = all;
            }
        } finally {
            forcing.unlock();
        }
    }

    @Override
    public void close() {
        try {
            disk.close();
        } catch (IOException cause) {
            throw failed(file, "the run itself has ended", cause);
        }
    }

    private static KprovException failed(Path file, String state, IOException cause) {
        return new KprovException(
                ExitCode.FAILED,
                List.of(
                        new Problem(
                                "the journal " + file + " could not be written",
                                cause.toString(),
                                state,
                                "see to room and rights on this machine, then run the same command"
                                        + " again: it looks at the hosts and goes on from there")),
                cause);
    }
}
