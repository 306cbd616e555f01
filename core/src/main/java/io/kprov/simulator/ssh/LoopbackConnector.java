package io.kprov.simulator.ssh;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import java.io.InputStream;
import java.time.Duration;

/** Connects to a host's simulated server, whatever address the inventory gives the host. */
final class LoopbackConnector implements Connector {
    private final Connector ssh;
    private final SimulatedSshServers servers;

    LoopbackConnector(Connector ssh, SimulatedSshServers servers) {
        this.ssh = ssh;
        this.servers = servers;
    }

    @Override
    public Remote connect(Host host) {
        return new Renamed(host, ssh.connect(elsewhere(host)));
    }

    private Host elsewhere(Host host) {
        return host.at(IpAddress.parse(servers.address()).orElseThrow(), servers.port(host));
    }

    @Override
    public void close() {
        ssh.close();
    }

    /** The connection, under the name and address that the inventory knows. */
    private record Renamed(Host host, Remote remote) implements Remote {
        @Override
        public CommandResult run(Command command, Duration timeout) {
            return remote.run(command, timeout);
        }

        @Override
        public CommandResult run(Command command, InputStream input, Duration timeout) {
            return remote.run(command, input, timeout);
        }

        @Override
        public void close() {
            remote.close();
        }
    }
}
