package io.kprov.engine;

import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one run: one per host, opened when first needed, no more than {@code parallel}
 * hosts worked on at once.
 */
public final class Fleet implements AutoCloseable {
    private final Connector connector;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private final Semaphore places;

    public Fleet(Connector connector, int parallel) {
        this.connector = connector;
        this.places = new Semaphore(parallel, true);
    }

    /**
     * Begins to connect to these hosts while the caller has other work. A host that cannot be
     * reached fails when it is first needed.
     */
    public void connectAhead(Collection<Host> hosts) {
        for (Host host : hosts) {
            Thread.ofVirtual().start(() -> slot(host).connectAhead(host));
        }
    }

    /** Works on a host while one of the places is free; waits for one otherwise. */
    public <T> T on(Host host, Function<Remote, T> work) {
        return inPlace(() -> work.apply(remote(host)));
    }

    /** Works while one of the places is free; waits for one otherwise. */
    public <T> T inPlace(Supplier<T> work) {
        places.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    /** The connection to a host, for work that already has a place. */
    public Remote remote(Host host) {
        return slot(host).remote(host);
    }

    /**
     * The connection to a host, for those who can do without: a failure to make it is kept for who
     * needs the host, and not tried for twice.
     */
    Remote ahead(Host host) {
        return slot(host).ahead(host);
    }

    /** Closes the connection to a host, if there is one; the next use makes a new one. */
    void forget(Host host) {
        slot(host).forget();
    }

    private Slot slot(Host host) {
        return slots.computeIfAbsent(host.name(), name -> new Slot());
    }

    /** A host's place in the map, so that a host which takes long to answer holds up no other. */
    private final class Slot {
        private final ReentrantLock connecting = new ReentrantLock();
        private @Nullable Remote remote;
        private @Nullable RemoteException failedAhead;

        Remote remote(Host host) {
            connecting.lock();
            try {
                var failed = failedAhead;
                if (failed != null) {
                    failedAhead = null; // told once; a later call tries again
                    throw failed;
                }
                var known = remote;
                if (known == null) {
                    known = connector.connect(host);
                    remote = known;
                }
                return known;
            } finally {
                connecting.unlock();
            }
        }

        Remote ahead(Host host) {
            connecting.lock();
            try {
                var failed = failedAhead;
                if (failed != null) {
                    throw failed;
                }
                return remote(host);
            } catch (RemoteException unreachable) {
                failedAhead = unreachable;
                throw unreachable;
            } finally {
                connecting.unlock();
            }
        }

        void forget() {
            connecting.lock();
            try {
                var known = remote;
                remote = null;
                if (known != null) {
                    known.close();
                }
            } finally {
                connecting.unlock();
            }
        }

        void connectAhead(Host host) {
            places.acquireUninterruptibly();
            connecting.lock();
            try {
                if (remote == null && failedAhead == null) {
                    remote = connector.connect(host);
                }
            } catch (RemoteException unreachable) {
                failedAhead = unreachable;
            } finally {
                connecting.unlock();
                places.release();
            }
        }
    }

    @Override
    public void close() {
        connector.close();
    }
}
