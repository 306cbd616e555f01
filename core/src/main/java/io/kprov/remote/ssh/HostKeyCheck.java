package io.kprov.remote.ssh;

import java.net.SocketAddress;
import java.security.PublicKey;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** Asks a host for the key that is known of it, and lets nobody in who shows another. */
final class HostKeyCheck implements ServerKeyVerifier, SessionListener {
    private final KnownHosts knownHosts;

    HostKeyCheck(KnownHosts knownHosts) {
        this.knownHosts = knownHosts;
    }

    @Override
    public void sessionCreated(Session session) {
        if (session instanceof ClientSession client) {
            var attempt = Attempt.of(client);
            var target = attempt.target();
            session.setSignatureFactories(
                    attempt.family()
                            .map(family -> attempt.scan() ? family.alone() : family.first())
                            .orElseGet(() -> HostKeyFamily.ordered(knownHosts.knownTypes(target))));
        }
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
        // not the socket's address: behind a bastion that is a port of this machine
        var attempt = Attempt.of(session);
        var target = attempt.target();
        var hostKey = HostKey.of(key);
        var verdict = knownHosts.check(target, hostKey);
        attempt.showed(hostKey, verdict);
        return !attempt.scan() && verdict instanceof KnownHosts.Verdict.Trusted;
    }
}
