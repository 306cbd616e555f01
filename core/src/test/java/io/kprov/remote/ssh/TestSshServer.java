package io.kprov.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;

/** MINA's SSH server on a loopback port: its "programs" are named by their whole command line. */
final class TestSshServer implements AutoCloseable {
    private static final int NOT_FOUND = 127;

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Map<String, Program> programs = new ConcurrentHashMap<>();
    private final List<PublicKey> authorizedKeys = new CopyOnWriteArrayList<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();

    /** What runs for a command line; the answer is its exit status. */
    @FunctionalInterface
    interface Program {
        int run(InputStream in, OutputStream out, OutputStream err) throws IOException;
    }

    TestSshServer(KeyPair... hostKeys) {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        server.setPublickeyAuthenticator((user, key, session) -> authorizedKeys.contains(key));
        server.setPasswordAuthenticator((user, given, s) -> given.equals(passwords.get(user)));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.setCommandFactory((channel, line) -> new Run(line));
        server.addSessionListener(
                new SessionListener() {
                    @Override
                    public void sessionCreated(Session session) {
                        sessions.incrementAndGet();
                    }
                });
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestSshServer program(String line, Program program) {
        programs.put(line, program);
        return this;
    }

    TestSshServer authorize(PublicKey key) {
        authorizedKeys.add(key);
        return this;
    }

    TestSshServer password(String user, String password) {
        passwords.put(user, password);
        return this;
    }

    int port() {
        return server.getPort();
    }

    /** As if the host lost its power. */
    void cutAllConnections() {
        server.getActiveSessions().forEach(session -> session.getIoSession().close(true));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Run extends AbstractCommandSupport {
        private Run(String line) {
            super(line, null);
        }

        @Override
        public void run() {
            lines.add(getCommand());
            var program = programs.getOrDefault(getCommand(), this::notFound);
            try {
                var status = program.run(getInputStream(), getOutputStream(), getErrorStream());
                onExit(status);
            } catch (IOException e) {
                onExit(1, e.toString());
            }
        }

        private int notFound(InputStream in, OutputStream out, OutputStream err)
                throws IOException {
            err.write((getCommand() + ": not found").getBytes(StandardCharsets.UTF_8));
            return NOT_FOUND;
        }
    }
}
