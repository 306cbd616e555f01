package io.kprov.remote.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to a server on this machine that can go silent: nothing arrives, and nobody is told. Or it
 * turns callers away, as sshd does.
 */
final class Wire implements AutoCloseable {
    private final ServerSocket entry;
    private final int exit;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private volatile boolean silent;
    private volatile String said = "";

    Wire(int exit) {
        this.exit = exit;
        try {
            this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return entry.getLocalPort();
    }

    void silence() {
        silent = true;
    }

    /** The next so many callers hear this line, and no more. */
    Wire turnAway(int callers, String line) {
        said = line;
        turnedAway.set(callers);
        return this;
    }

    private void accept() {
        try {
            while (true) {
                var near = entry.accept();
                if (turnedAway.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    near.getOutputStream().write((said + "\r\n").getBytes(UTF_8));
                    near.close();
                    continue;
                }
                var far = new Socket(InetAddress.getLoopbackAddress(), exit);
                sockets.addAll(List.of(near, far));
                Thread.startVirtualThread(() -> carry(near, far));
                Thread.startVirtualThread(() -> carry(far, near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void carry(Socket from, Socket to) {
        var chunk = new byte[8192];
        try {
            for (var n = from.getInputStream().read(chunk);
                    n >= 0;
                    n = from.getInputStream().read(chunk)) {
                if (!silent) {
                    to.getOutputStream().write(chunk, 0, n);
                }
            }
            if (!silent) {
                to.close();
            }
        } catch (IOException closed) {
            // One end is gone, and takes the other with it at the test's end.
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
