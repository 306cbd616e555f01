package io.kprov.simulator.ssh;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.Operator;
import io.kprov.simulator.SimulatedMachine;
import io.kprov.simulator.SimulatedSite;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;

/**
 * A cluster of simulated machines in a process of its own, for benchmarks of whole processes:
 * {@code Farm FOLDER WORKERS PORT}. One SSH server is all of them: it tells by the address that was
 * connected to which machine is meant, so it needs a network namespace in which the inventory's
 * addresses are this machine's (benchmarks/scale.sh makes one). Writes inventory, lock, key and
 * known_hosts into the folder, installs the cluster, says {@code ready}, and serves until it is
 * ended.
 */
final class Farm {
    private Farm() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[2]);
        var access = SshAccess.create(folder.resolve("id"));
        Files.writeString(
                folder.resolve("known_hosts"),
                "* " + PublicKeyEntry.toString(access.hostKey("all").getPublic()) + "\n");
        String ssh = "user: root, port: " + port + ", identityFile: id, knownHosts: known_hosts";
        var site = new AtomicReference<SimulatedSite>();
        var operator =
                new Operator(
                        folder,
                        Operator.inventory(Integer.parseInt(arguments[1]), ssh),
                        cluster -> site.get().connector());
        site.set(
                new SimulatedSite(
                        operator.cluster(), InstantSource.system(), Mishap.Source.none()));
        var report = operator.apply();
        if (!report.ok()) {
            throw new IllegalStateException(report.problems().toString());
        }
        var addresses =
                operator.cluster().hosts().stream()
                        .collect(
                                Collectors.toMap(
                                        host -> host.address().toString(),
                                        host -> site.get().machine(host.name())));
        server(site.get(), addresses, access, port).start();
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static SshServer server(
            SimulatedSite site,
            Map<String, SimulatedMachine> addresses,
            SshAccess access,
            int port) {
        var server = SshServer.setUpDefaultServer();
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(access.hostKey("all")));
        server.setPublickeyAuthenticator(
                (user, key, session) -> KeyUtils.compareKeys(key, access.operator().getPublic()));
        server.setCommandFactory((channel, line) ->
                new ExecCommand(line, site, machine(channel.getServerSession(), addresses)));
        return server;
    }

    private static SimulatedMachine machine(
            ServerSession session, Map<String, SimulatedMachine> addresses) {
        var local = (InetSocketAddress) session.getIoSession().getLocalAddress();
        return Objects.requireNonNull(addresses.get(local.getAddress().getHostAddress()));
    }
}
