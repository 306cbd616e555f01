package io.kprov.remote.ssh;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** One session per bastion, whatever the number of hosts behind it. */
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

        private Bastion(List<SshTarget> chain) {
            this.chain = chain;
        }

        private ClientSession session() {
            lock.lock();
            try {
                var current = session;
                if (current == null || !current.isOpen()) {
                    var before = reach(chain.subList(0, chain.size() - 1));
                    current = login.open(chain.getLast(), before);
                    session = current;
                }
                return current;
            } finally {
                lock.unlock();
            }
        }
    }
}
