package io.kprov.simulator;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.command.ShellQuote;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Calls the machines without a wire between; a command that hangs is out of time at once. */
final class DirectConnector implements Connector {
    private final SimulatedSite site;
    private final AtomicBoolean killed = new AtomicBoolean();

    DirectConnector(SimulatedSite site) {
        this.site = site;
    }

    @Override
    public Remote connect(Host host) {
        checkAlive();
        if (!site.machine(host.name()).isUp()) {
            throw failure(Kind.UNREACHABLE, host, "No route to host");
        }
        return new DirectRemote(host);
    }

    @Override
    public void close() {}

    private void checkAlive() {
        if (killed.get()) {
            throw new KprovKilled();
        }
    }

    private static RemoteException failure(Kind kind, Host host, String why) {
        return new RemoteException(
                kind,
                new Problem(
                        host + " cannot be used",
                        why,
                        "nothing more was done on " + host,
                        "start the simulated machine, then repeat the command"),
                null);
    }

    private final class DirectRemote implements Remote {
        private final Host host;

        private DirectRemote(Host host) {
            this.host = host;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public CommandResult run(Command command, Duration timeout) {
            return run(command, command.input().bytes(), timeout);
        }

        @Override
        public CommandResult run(Command command, InputStream input, Duration timeout) {
            try {
                return run(command, input.readAllBytes(), timeout);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        private CommandResult run(Command command, byte[] input, Duration timeout) {
            checkAlive();
            String line = ShellQuote.quote(command.words());
            return switch (site.exec(
                    host.name(), line, new String(input, StandardCharsets.UTF_8))) {
                case Ending.Exited(int status, var out, var err) ->
                        new CommandResult(status, out, err, Duration.ZERO);
                case Ending.ConnectionLost() ->
                        throw failure(Kind.CONNECTION_LOST, host, "the connection was lost");
                case Ending.CallerKilled() -> {
                    killed.set(true);
                    throw new KprovKilled();
                }
                case Ending.Silent() ->
                        throw failure(
                                Kind.TIMED_OUT,
                                host,
                                "no answer for " + timeout.toSeconds() + " s");
            };
        }

        @Override
        public void close() {}
    }
}
