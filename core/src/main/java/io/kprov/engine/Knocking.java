package io.kprov.engine;

import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Tries again for a while where sshd turns callers away: with several runs at once, or with
 * strangers at its door, that says nothing of the host. What else can go wrong is told at once.
 */
public final class Knocking {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Waiter waiter;

    public Knocking(Waiter waiter) {
        this.waiter = waiter;
    }

    /**
     * What the login gives, once it is let in.
     *
     * @throws RemoteException TURNED_AWAY when that lasts; any other as it comes
     */
    public <T> T until(Supplier<T> login) {
        var giveUp = waiter.clock().instant().plus(PATIENCE);
        while (true) {
            try {
                return login.get();
            } catch (RemoteException failure) {
                if (failure.kind() != Kind.TURNED_AWAY
                        || waiter.clock().instant().isAfter(giveUp)
                        || !waiter.pause(PAUSE)) {
                    throw failure;
                }
            }
        }
    }

    /** Connections that are made so. */
    public Connector through(Connector connector) {
        return new Connector() {
            @Override
            public Remote connect(Host host) {
                return until(() -> connector.connect(host));
            }

            @Override
            public void close() {
                connector.close();
            }
        };
    }
}
