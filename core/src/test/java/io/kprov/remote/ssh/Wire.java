package io.kprov.remote.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A wire to a server on this machine that can go silent: nothing arrives, and nobody is told. */
final class Wire implements AutoCloseable {
    private final ServerSocket entry;
    private final int exit;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean silent;

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

    private void accept() {
        try {
            while (true) {
                var near = entry.accept();
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
