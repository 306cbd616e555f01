package io.kprov.remote.ssh;

import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.client.auth.password.PasswordAuthenticationReporter;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.session.ClientSession;

/** Notes what was offered to a host, and what the host would accept. */
final class AuthenticationDiary
        implements PublicKeyAuthenticationReporter, PasswordAuthenticationReporter {

    @Override
    public void signalAuthenticationAttempt(
            ClientSession session, String service, KeyPair identity, String signature) {
        Attempt.of(session).triedKey(identity.getPublic());
    }

    @Override
    public void signalAuthenticationFailure(
            ClientSession session,
            String service,
            KeyPair identity,
            boolean partial,
            List<String> serverMethods) {
        Attempt.of(session).hostAccepts(serverMethods);
    }

    @Override
    public void signalAuthenticationAttempt(
            ClientSession session,
            String service,
            String oldPassword,
            boolean modified,
            String newPassword) {
        Attempt.of(session).tried("the password");
    }

    @Override
    public void signalAuthenticationFailure(
            ClientSession session,
            String service,
            String password,
            boolean partial,
            List<String> serverMethods) {
        Attempt.of(session).hostAccepts(serverMethods);
    }

    @Override
    public void signalAuthenticationExhausted(ClientSession session, String service) {
        // both reporters declare it; there is nothing to note
    }
}
