package io.kprov.remote.ssh;

import io.kprov.remote.RemoteException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * One session per bastion, whatever the number of hosts behind it. When it is lost, one of them
 * logs in again for all, and what comes of that is true for all who waited.
 */
final class Bastions {
    private final Login login;
    private final Map<List<SshTarget>, Bastion> bastions = new ConcurrentHashMap<>();

    Bastions(Login login) {
        this.login = login;
    }

    /** The session of the last bastion of a chain; empty when there is none. */
    Optional<ClientSession> reach(List<SshTarget> jumps) {
        return jumps.isEmpty()
                ? Optional.empty()
                : Optional.of(bastions.computeIfAbsent(List.copyOf(jumps), Bastion::new).session());
    }

    private final class Bastion {
        private final List<SshTarget> chain;
        private final ReentrantLock lock = new ReentrantLock(); // held during login
        private @Nullable ClientSession session;
        private @Nullable RemoteException failure;
        private volatile long attempts;

        private Bastion(List<SshTarget> chain) {
            this.chain = chain;
        }

        private ClientSession session() {
            long known = attempts;
            lock.lock();
            try {
                var current = session;
                if (current != null && current.isOpen()) {
                    return current;
                }
                var failed = failure;
                if (failed != null && attempts != known) {
                    throw failed; // of the attempt that this one waited for
                }
                return login();
            } finally {
                lock.unlock();
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
        private ClientSession login() {
            failure = null;
            try {
                var before = reach(chain.subList(0, chain.size() - 1));
                var fresh = login.open(chain.getLast(), before);
                session = fresh;
                return fresh;
            } catch (RemoteException failed) {
                failure = failed;
                throw failed;
            } finally {
                attempts++;
            }
        }
    }
}
