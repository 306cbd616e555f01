package io.kprov.simulator.ssh;

import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.simulator.SimulatedMachine;
import io.kprov.simulator.SimulatedSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;

/**
 * An SSH server for each machine of a site, on a port of its own, of the loopback address unless
 * said otherwise. The inventory's addresses are nowhere, so {@link #reach} leads to these ports.
 */
public final class SimulatedSshServers implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Map<String, SshServer> servers = new LinkedHashMap<>();
    private final String address;

    private SimulatedSshServers(String address) {
        this.address = address;
    }

    /**
     * Starts the servers, each with its machine's host key; they let root in with the operator's
     * key.
     *
     * @throws UncheckedIOException when no port can be had
     */
    public static SimulatedSshServers start(SimulatedSite site, SshAccess access) {
        return start(site, access, LOOPBACK);
    }

    /** The same at another address of this machine, which others reach as well. */
    public static SimulatedSshServers start(SimulatedSite site, SshAccess access, String address) {
        var started = new SimulatedSshServers(address);
        try {
            for (SimulatedMachine machine : site.machines()) {
                var server = started.server(site, machine, access);
                server.start();
                started.servers.put(machine.name(), server);
            }
            return started;
        } catch (IOException failed) {
            started.close();
            throw new UncheckedIOException(failed);
        }
    }

    private SshServer server(SimulatedSite site, SimulatedMachine machine, SshAccess access) {
        var server = SshServer.setUpDefaultServer();
        server.setHost(address);
        server.setKeyPairProvider(KeyPairProvider.wrap(access.hostKey(machine.name())));
        server.setPublickeyAuthenticator((user, key, session) ->
                user.equals("root") && KeyUtils.compareKeys(key, access.operator().getPublic()));
        server.setCommandFactory((channel, line) -> new ExecCommand(line, site, machine));
        return server;
    }

    /** Where every server listens. */
    String address() {
        return address;
    }

    /**
     * The port of a host's server.
     *
     * @throws IllegalArgumentException when the site has no such machine
     */
    int port(Host host) {
        var server = servers.get(host.name());
        if (server == null) {
            throw new IllegalArgumentException("no machine " + host);
        }
        return server.getPort();
    }

    /** Lets a connector reach the servers in the place of the inventory's addresses. */
    public Connector reach(Connector ssh) {
        return new LoopbackConnector(ssh, this);
    }

    @Override
    public void close() {
        for (SshServer server : servers.values()) {
            try {
                server.stop(true);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
