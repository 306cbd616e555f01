package io.kprov.remote.ssh;

import io.kprov.error.Problem;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import io.kprov.remote.ssh.SshTarget.IdentityFile;
import io.kprov.remote.ssh.SshTarget.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * The operator's private keys, each read once and its passphrase asked once, however many hosts log
 * in at the same time. Keys are read in the caller's thread: a question there holds up no other
 * connection.
 */
final class Identities {
    private static final int PASSPHRASE_ATTEMPTS = 3;

    private final PassphrasePrompt prompt;
    private final ReentrantLock lock = new ReentrantLock(); // held while the operator types
    private final Map<Path, Loaded> loaded = new HashMap<>();

    Identities(PassphrasePrompt prompt) {
        this.prompt = prompt;
    }

    /** What became of a key file. */
    sealed interface Loaded {
        record Ready(Path path, KeyPair pair) implements Loaded {}

        /** Not read yet: its passphrase was not asked for. */
        record Locked(Path path) implements Loaded {}

        record Missing(Path path) implements Loaded {}

        /** A failure to be told; asking again would not help. */
        record Failed(Problem problem) implements Loaded {}
    }

    /**
     * @param inAgent keys that the agent holds: their files stay locked, since the agent signs
     * @param unlockDefaults ask for the passphrases of the default keys as well
     */
    List<Loaded> load(List<IdentityFile> files, List<PublicKey> inAgent, boolean unlockDefaults) {
        var result = new ArrayList<Loaded>();
        lock.lock();
        try {
            for (var file : files) {
                var ask =
                        (unlockDefaults || file.origin() != Origin.DEFAULT)
                                && publicHalf(file.path()).filter(inAgent::contains).isEmpty();
                var known = loaded.get(file.path());
                if (known == null || (known instanceof Loaded.Locked && ask)) {
                    known = read(file, ask);
                    loaded.put(file.path(), known);
                }
                if (known instanceof Loaded.Failed(Problem problem)) {
                    throw new RemoteException(Kind.AUTHENTICATION, problem, null);
                }
                result.add(known);
            }
        } finally {
            lock.unlock();
        }
        return result;
    }

    /** From the {@code .pub} file beside a private key, where there is one. */
    static Optional<PublicKey> publicHalf(Path keyFile) {
        var file = keyFile.resolveSibling(keyFile.getFileName() + ".pub");
        try {
            return Files.isReadable(file)
                    ? Optional.ofNullable(
                            PublicKeyEntry.parsePublicKeyEntry(Files.readString(file).strip())
                                    .resolvePublicKey(null, null, null))
                    : Optional.empty();
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            return Optional.empty(); // only spares a question
        }
    }

    private Loaded read(IdentityFile file, boolean ask) {
        var path = file.path();
        if (!Files.exists(path)) {
            return file.origin() == Origin.INVENTORY
                    ? failed(path, "there is no such file", "correct ssh.identityFile")
                    : new Loaded.Missing(path);
        }
        var unlock = new Unlock(path, ask);
        try (var in = Files.newInputStream(path)) {
            var name = NamedResource.ofName(path.toString());
            var pairs = SecurityUtils.loadKeyPairIdentities(null, name, in, unlock);
            if (pairs != null && pairs.iterator().hasNext()) {
                return new Loaded.Ready(path, pairs.iterator().next());
            }
            return failed(path, "it holds no private key that kprov can read", "name another key");
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (unlock.encrypted && !ask) {
                return new Loaded.Locked(path);
            }
            if (unlock.unanswered) {
                return failed(
                        path,
                        "it is encrypted, and there was nobody to ask for its passphrase",
                        "run ssh-add " + path + ", so that the agent holds the key, and repeat");
            }
            if (unlock.encrypted) {
                return failed(
                        path,
                        "the passphrase is wrong",
                        "repeat with the right one, or run ssh-add " + path + " first");
            }
            return failed(path, String.valueOf(e.getMessage()), "name another key");
        }
    }

    private static Loaded failed(Path path, String why, String next) {
        return new Loaded.Failed(
                new Problem(
                        "The SSH key " + path + " cannot be used",
                        why,
                        "nobody has logged in with it",
                        next));
    }

    /** Brings the prompt to MINA, and remembers what happened. */
    private final class Unlock implements FilePasswordProvider {
        private final Path path;
        private final boolean ask;
        private boolean encrypted;
        private boolean unanswered;

        private Unlock(Path path, boolean ask) {
            this.path = path;
            this.ask = ask;
        }

        @Override
        public @Nullable String getPassword(
                org.apache.sshd.common.session.@Nullable SessionContext session,
                NamedResource resource,
                int retryIndex) {
            encrypted = true;
            if (!ask) {
                return null;
            }
            var answer = prompt.ask(path, retryIndex + 1);
            unanswered = answer.isEmpty();
            return answer.map(secret -> secret.reveal()).orElse(null);
        }

        @Override
        public ResourceDecodeResult handleDecodeAttemptResult(
                org.apache.sshd.common.session.@Nullable SessionContext session,
                NamedResource resource,
                int retryIndex,
                String password,
                @Nullable Exception failure) {
            return failure == null || retryIndex + 1 >= PASSPHRASE_ATTEMPTS
                    ? ResourceDecodeResult.TERMINATE
                    : ResourceDecodeResult.RETRY;
        }
    }
}
