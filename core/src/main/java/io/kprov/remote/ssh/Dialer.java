package io.kprov.remote.ssh;

import io.kprov.error.Problem;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.session.helpers.MissingAttachedSessionException;
import org.apache.sshd.common.session.helpers.TimeoutIndicator.TimeoutStatus;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** Makes the TCP connection to a target, straight or through a bastion's session. */
final class Dialer {
    private static final String LOST_BASTION = "the connection to the bastion was lost";

    private final SshClient client;
    private final Duration timeout;

    Dialer(SshClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** A connection on which key exchange has begun. Through a bastion, {@code way} stays open. */
    record Dialed(ClientSession session, Optional<AutoCloseable> way) implements AutoCloseable {

        /** Closes what was only needed to get there; the session stays. */
        @Override
        public void close() throws IOException {
            try {
                if (way.isPresent()) {
                    way.get().close();
                }
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    Dialed dial(Attempt attempt, Optional<ClientSession> bastion) {
        var target = attempt.target();
        try {
            if (bastion.isEmpty()) {
                var address = InetAddress.getByName(target.host());
                return new Dialed(
                        connect(attempt, new InetSocketAddress(address, target.port())),
                        Optional.empty());
            }
            // The listener takes this one connection and is closed after the login.
            var way =
                    bastion.get()
                            .createLocalPortForwardingTracker(
                                    new SshdSocketAddress(
                                            InetAddress.getLoopbackAddress().getHostAddress(), 0),
                                    new SshdSocketAddress(target.host(), target.port()));
            try {
                return new Dialed(
                        connect(attempt, way.getBoundAddress().toInetSocketAddress()),
                        Optional.of(way));
            } catch (IOException e) {
                way.close();
                throw e;
            }
        } catch (IllegalStateException closing) { // MINA: the bastion's session is being closed
            throw unreachable(target, LOST_BASTION, closing);
        } catch (IOException e) {
            // Closed so soon that MINA had made no session of it yet.
            if (has(MissingAttachedSessionException.class, e)) {
                throw withoutSsh(target, bastion, true, e);
            }
            throw unreachable(target, why(target, e), e);
        }
    }

    private static boolean has(Class<? extends Throwable> type, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private ClientSession connect(Attempt attempt, InetSocketAddress address) throws IOException {
        var context = AttributeRepository.ofKeyValuePair(Attempt.KEY, attempt);
        return client.connect(attempt.target().user(), address, context, null)
                .verify(timeout)
                .getSession();
    }

    /** A connection on which no SSH server said its version. */
    RemoteException withoutSsh(
            SshTarget target, Optional<ClientSession> bastion, boolean closed, Throwable cause) {
        var broken = bastion.flatMap(session -> whyNotBehind(session, target));
        if (broken.isPresent()) {
            return unreachable(target, broken.get(), cause);
        }
        return closed
                ? turnedAway(target, cause)
                : unreachable(
                        target,
                        (bastion.isPresent() ? "the bastion reaches it" : "connected")
                                + ", but no SSH server answers there",
                        cause);
    }

    /** Whether the other side closed a connection before it said a word of SSH. */
    static boolean isClosedUnheard(ClientSession session, IOException failure) {
        return session.getServerVersion() == null
                && session.getTimeoutStatus().getStatus() == TimeoutStatus.NoTimeout
                && !has(TimeoutException.class, failure);
    }

    /** Why a bastion cannot connect to a host; empty when it can. */
    private Optional<String> whyNotBehind(ClientSession bastion, SshTarget target) {
        try (var channel =
                bastion.createDirectTcpipChannel(
                        new SshdSocketAddress(InetAddress.getLoopbackAddress().getHostAddress(), 0),
                        new SshdSocketAddress(target.host(), target.port()))) {
            channel.open().verify(timeout);
            return Optional.empty();
        } catch (IllegalStateException closing) { // MINA: the bastion's session is being closed
            return Optional.of(LOST_BASTION);
        } catch (IOException e) {
            return Optional.of(
                    "the bastion cannot open a connection to "
                            + target.hostAndPort()
                            + ": "
                            + e.getMessage());
        }
    }

    /** The settings are those of sshd_config(5). */
    private static RemoteException turnedAway(SshTarget target, Throwable cause) {
        return new RemoteException(
                Kind.TURNED_AWAY,
                new Problem(
                        "No SSH connection to " + target.shown(),
                        "it was closed before an SSH server said a word; sshd does so while too many"
                                + " others are logging in (MaxStartups), and for a while after logins"
                                + " that failed (PerSourcePenalties)",
                        "nothing was done on the host",
                        "wait a minute, then repeat the command; if it stays so, see what listens on"
                                + " port "
                                + target.port()
                                + " there, and what sshd's log says"),
                cause);
    }

    static RemoteException unreachable(SshTarget target, String why, Throwable cause) {
        return new RemoteException(
                Kind.UNREACHABLE,
                new Problem(
                        "No SSH connection to " + target.shown(),
                        why,
                        "nothing was done on the host",
                        "check address, port, firewall and that sshd runs; then repeat the command"),
                cause);
    }

    private String why(SshTarget target, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof UnknownHostException) {
                return "the name " + target.host() + " is unknown to DNS and the hosts file";
            }
            if (cause instanceof NoRouteToHostException
                    || text.contains("no route to host")
                    || text.contains("unreachable")) {
                return "there is no route to " + target.host();
            }
            if (text.contains("connection refused")) {
                return "connection refused: nothing listens on port " + target.port();
            }
            if (cause instanceof SocketTimeoutException
                    || cause instanceof TimeoutException
                    || (cause instanceof ConnectException && text.contains("timed out"))) {
                return "no answer from port " + target.port() + " in " + timeout.toSeconds() + " s";
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
