package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.LocalRemote;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Every host is this machine; connections can be cut. */
final class LocalConnector implements Connector {
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final Set<String> once = ConcurrentHashMap.newKeySet();

    void cut(String host) {
        cut.add(host);
    }

    /** Cut until the next connection is made. */
    void cutOnce(String host) {
        once.add(host);
        cut.add(host);
    }

    @Override
    public Remote connect(Host host) {
        if (once.remove(host.name())) {
            cut.remove(host.name());
        }
        return new Cuttable(new LocalRemote(host), cut);
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    private record Cuttable(LocalRemote remote, Set<String> cut) implements Remote {
        @Override
        public Host host() {
            return remote.host();
        }

        @Override
        public CommandResult run(Command command, Duration timeout) {
            refuseWhenCut();
            return remote.run(command, timeout);
        }

        @Override
        public CommandResult run(Command command, InputStream input, Duration timeout) {
            refuseWhenCut();
            return remote.run(command, input, timeout);
        }

        private void refuseWhenCut() {
            if (cut.contains(host().name())) {
                @Nullable Throwable none = null;
                throw new RemoteException(
                        RemoteException.Kind.CONNECTION_LOST,
                        new Problem(
                                host() + ": the connection was lost",
                                "cut by the test",
                                "unknown",
                                "run it again"),
                        none);
            }
        }

        @Override
        public void close() {
            remote.close();
        }
    }
}
