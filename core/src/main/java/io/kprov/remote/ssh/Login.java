package io.kprov.remote.ssh;

import io.kprov.error.Problem;
import io.kprov.model.Secret;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import io.kprov.remote.ssh.Dialer.Dialed;
import io.kprov.remote.ssh.Identities.Loaded;
import io.kprov.remote.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * Dials and logs in: keys of the agent, key files, then the password. Default keys with a
 * passphrase get a second round of their own, so that nobody is asked without need.
 */
final class Login {
    private final Dialer dialer;
    private final KnownHosts knownHosts;
    private final Identities identities;
    private final Optional<Path> agentSocket;
    private final Optional<Secret> password;
    private final Duration timeout;

    Login(
            Dialer dialer,
            KnownHosts knownHosts,
            Identities identities,
            Optional<Path> agentSocket,
            Optional<Secret> password,
            Duration timeout) {
        this.dialer = dialer;
        this.knownHosts = knownHosts;
        this.identities = identities;
        this.agentSocket = agentSocket;
        this.password = password;
        this.timeout = timeout;
    }

    /** A session that is logged in; the host's key has been checked. */
    ClientSession open(SshTarget target, Optional<ClientSession> bastion) {
        try {
            return open(target, bastion, false);
        } catch (RemoteException e) {
            if (e.kind() != Kind.AUTHENTICATION || !hasLockedDefaults(target)) {
                throw e;
            }
            return open(target, bastion, true);
        }
    }

    private boolean hasLockedDefaults(SshTarget target) {
        return identities.load(target.identityFiles(), List.of(), false).stream()
                .anyMatch(Loaded.Locked.class::isInstance);
    }

    private ClientSession open(
            SshTarget target, Optional<ClientSession> bastion, boolean unlockDefaults) {
        var attempt = Attempt.login(target);
        var pairs = prepareKeys(attempt, unlockDefaults);
        try {
            return connect(attempt, pairs, bastion);
        } catch (RemoteException e) {
            return connectForOtherKeys(attempt, pairs, bastion, e);
        }
    }

    private ClientSession connect(
            Attempt attempt, List<KeyPair> pairs, Optional<ClientSession> bastion) {
        try (var dialed = dialer.dial(attempt, bastion)) {
            return authenticate(dialed, attempt, pairs, bastion);
        } catch (IOException e) {
            throw Dialer.unreachable(attempt.target(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * A host shows one key, the first sort that both sides know. Where the inventory has the
     * fingerprint of another of its keys, the host is asked for its keys of the other sorts, too.
     */
    private ClientSession connectForOtherKeys(
            Attempt attempt,
            List<KeyPair> pairs,
            Optional<ClientSession> bastion,
            RemoteException first) {
        var failure = first;
        for (var family : HostKeyFamily.values()) {
            if (attempt.verdict().filter(Verdict.Unlisted.class::isInstance).isEmpty()) {
                break;
            }
            if (attempt.hostKeys().stream().noneMatch(family::has)) {
                attempt.askFor(family);
                try {
                    return connect(attempt, pairs, bastion);
                } catch (RemoteException e) {
                    failure = e.isAway() ? failure : e;
                }
            }
        }
        throw failure;
    }

    private List<KeyPair> prepareKeys(Attempt attempt, boolean unlockDefaults) {
        var target = attempt.target();
        var inAgent = agentKeys(attempt);
        var preferred = new ArrayList<PublicKey>();
        for (var file : target.identityFiles()) {
            Identities.publicHalf(file.path()).filter(inAgent::contains).ifPresent(preferred::add);
        }
        var pairs = new ArrayList<KeyPair>();
        for (var key : identities.load(target.identityFiles(), inAgent, unlockDefaults)) {
            switch (key) {
                case Loaded.Ready(Path path, KeyPair pair) -> {
                    attempt.name(pair.getPublic(), path.toString());
                    if (inAgent.contains(pair.getPublic())) {
                        preferred.add(pair.getPublic());
                    } else {
                        pairs.add(pair);
                    }
                }
                case Loaded.Locked(Path path) ->
                        attempt.tried(path + " only in the agent, since it needs a passphrase");
                case Loaded.Missing(Path path) -> attempt.tried("no file " + path);
                case Loaded.Failed failed -> throw new IllegalStateException(failed.toString());
            }
        }
        if (attempt.agentAnswers()) {
            attempt.useAgent(preferred);
        }
        return pairs;
    }

    /** What the agent could sign with. An agent that does not answer is as good as none. */
    private List<PublicKey> agentKeys(Attempt attempt) {
        if (agentSocket.isEmpty()) {
            attempt.tried("no agent (SSH_AUTH_SOCK is not set)");
            return List.of();
        }
        try (var agent = new UnixAgent(agentSocket.get(), List.of(), false)) {
            var keys = agent.publicKeys();
            attempt.useAgent(List.of());
            return keys;
        } catch (IOException e) {
            attempt.tried(
                    "the agent at " + agentSocket.get() + " does not answer: " + e.getMessage());
            return List.of();
        }
    }

    private ClientSession authenticate(
            Dialed dialed, Attempt attempt, List<KeyPair> pairs, Optional<ClientSession> bastion) {
        var session = dialed.session();
        session.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(pairs));
        password.ifPresent(secret -> session.addPasswordIdentity(secret.reveal()));
        CoreModuleProperties.PREFERRED_AUTHS.set(
                session,
                password.isPresent() ? "publickey,password,keyboard-interactive" : "publickey");
        try {
            session.auth().verify(timeout);
            return session;
        } catch (IOException e) {
            boolean closed = Dialer.isClosedUnheard(session, e);
            session.close(true);
            throw failure(session, attempt, bastion, closed, e);
        }
    }

    private RemoteException failure(
            ClientSession session,
            Attempt attempt,
            Optional<ClientSession> bastion,
            boolean closed,
            IOException e) {
        var target = attempt.target();
        var refused = HostKeyProblem.of(attempt, knownHosts);
        if (refused.isPresent()) {
            return new RemoteException(Kind.HOST_KEY, refused.get(), e);
        }
        if (session.getServerVersion() == null) {
            return dialer.withoutSsh(target, bastion, closed, e);
        }
        if (attempt.hostKeys().isEmpty()) {
            return Dialer.unreachable(target, "key exchange failed: " + e.getMessage(), e);
        }
        return new RemoteException(Kind.AUTHENTICATION, refusal(attempt, e), e);
    }

    private Problem refusal(Attempt attempt, IOException e) {
        var target = attempt.target();
        var accepts =
                attempt.hostAccepts().isEmpty()
                        ? ""
                        : "\nthe host accepts " + String.join(", ", attempt.hostAccepts());
        return new Problem(
                "Login to " + target.shown() + " failed",
                e.getMessage()
                        + "\ntried: "
                        + String.join("; ", attempt.tried())
                        + (password.isEmpty() ? "; no password is configured" : "")
                        + accepts,
                "nothing was done on the host",
                "put the right key into the host's authorized_keys of user "
                        + target.user()
                        + ", or set ssh.user, ssh.identityFile or ssh.password; `ssh -p "
                        + target.port()
                        + " "
                        + target.user()
                        + "@"
                        + target.host()
                        + "` must work first");
    }
}
