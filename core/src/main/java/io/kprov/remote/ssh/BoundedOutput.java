package io.kprov.remote.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps what a command writes, up to a limit; then says so once and drops the rest. Thread-safe.
 */
final class BoundedOutput extends OutputStream {
    private final int limit;
    private final Runnable whenFull;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean full;

    BoundedOutput(int limit, Runnable whenFull) {
        this.limit = limit;
        this.whenFull = whenFull;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (!full && kept.size() + (long) length > limit) {
            full = true;
            whenFull.run();
        }
        if (!full) {
            kept.write(bytes, offset, length);
        }
    }

    synchronized boolean isFull() {
        return full;
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
