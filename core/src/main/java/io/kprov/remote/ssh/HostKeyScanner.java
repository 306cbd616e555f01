package io.kprov.remote.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;

/**
 * Asks hosts for their public keys, without logging in and without trusting them. Bastions on the
 * way are logged in to, so their keys must be pinned first: scan {@link SshTarget#jumps()} in
 * order, each {@linkplain SshTarget#behind behind} those before it.
 */
public final class HostKeyScanner {
    private final Dialer dialer;
    private final Bastions bastions;
    private final Duration timeout;

    HostKeyScanner(Dialer dialer, Bastions bastions, Duration timeout) {
        this.dialer = dialer;
        this.bastions = bastions;
        this.timeout = timeout;
    }

    /**
     * The host's keys, the best first: at most one each of Ed25519, ECDSA, RSA.
     *
     * @throws io.kprov.remote.RemoteException when the host shows none, as unreachable or turned
     *     away
     */
    public List<HostKey> scan(SshTarget target) {
        var bastion = bastions.reach(target.jumps());
        var keys = new ArrayList<HostKey>();
        var failure = new IOException("no host key");
        for (var family : HostKeyFamily.values()) {
            var attempt = Attempt.scan(target, family);
            exchangeKeys(attempt, bastion).ifPresent(failure::addSuppressed);
            keys.addAll(attempt.hostKeys());
        }
        if (keys.isEmpty()) {
            throw dialer.withoutSsh(target, bastion, false, failure);
        }
        return keys;
    }

    /** Ends in failure by design: the check of the host's key refuses every key of a scan. */
    private Optional<IOException> exchangeKeys(Attempt attempt, Optional<ClientSession> bastion) {
        try (var dialed = dialer.dial(attempt, bastion)) {
            var session = dialed.session();
            try {
                session.auth().verify(timeout);
                return Optional.empty();
            } catch (IOException e) {
                if (Dialer.isClosedUnheard(session, e)) {
                    throw dialer.withoutSsh(attempt.target(), bastion, true, e);
                }
                return Optional.of(e);
            } finally {
                session.close(true);
            }
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
