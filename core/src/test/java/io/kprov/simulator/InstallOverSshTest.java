package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Cluster;
import io.kprov.remote.Connector;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshEnvironment;
import io.kprov.remote.ssh.SshTimings;
import io.kprov.simulator.ssh.SimulatedSshServers;
import io.kprov.simulator.ssh.SshAccess;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same over real SSH, with keys and strict host keys. */
class InstallOverSshTest {

    @TempDir private Path folder;

    @Test
    void an_install_and_an_empty_second_plan_go_through_ssh() {
        String ssh = "user: root, identityFile: id, knownHosts: known_hosts";
        var inventory = Operator.inventory(2, ssh);
        var identity = folder.resolve("id");
        var access = SshAccess.create(identity);
        var cluster = new Operator(folder, inventory, InstallOverSshTest::nowhere).cluster();
        var site = new SimulatedSite(cluster, InstantSource.system(), Mishap.Source.none());
        try (var servers = SimulatedSshServers.start(site, access)) {
            access.writeKnownHosts(folder.resolve("known_hosts"), cluster.hosts(), servers);
            var operator = new Operator(folder, inventory, wish -> servers.reach(connector(wish)));

            assertThat(operator.apply().problems()).isEmpty();

            site.recorder().clear();
            assertThat(operator.plan().isEmpty()).isTrue();
            assertThat(site.recorder().mutations()).isEmpty();
        }
    }

    private static Connector nowhere(Cluster cluster) {
        throw new IllegalStateException("no connection is wanted to " + cluster.name());
    }

    private Connector connector(Cluster cluster) {
        return new SshConnector(
                cluster.ssh(),
                new SshEnvironment(
                        folder,
                        "operator",
                        Optional.empty(),
                        (key, attempt) -> Optional.empty(),
                        folder.resolve("pinned"),
                        List.of()),
                SshTimings.DEFAULT);
    }
}
