package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.facts.Fact;
import io.kprov.facts.MachineFact;
import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshEnvironment;
import io.kprov.remote.ssh.SshTimings;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedSite;
import io.kprov.simulator.ssh.SimulatedSshServers;
import io.kprov.simulator.ssh.SshAccess;
import io.kprov.step.ClusterView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two hundred simulated hosts behind real bastions, whose sshd has the limits that it comes with.
 */
@Tag("lab")
@Tag("lab-core")
class BastionIT {

    private static final int HOSTS = 200;

    @AutoClose private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.start("bastion", "lb-1", "lb-2");
    }

    @Test
    void all_hosts_are_asked_over_one_login_to_the_bastion() throws IOException {
        LabHost bastion = lab.host("lb-1");
        assertThat(bastion.sh("sshd -T | grep -E '^(maxstartups|maxsessions) '"))
                .isEqualTo("maxsessions 10\nmaxstartups 10:30:100");

        long before = logins(bastion);

        ClusterView seen = look("one", List.of(bastion));

        assertThat(seen.unseen()).isEmpty();
        assertThat(logins(bastion) - before).isEqualTo(1);
        assertThat(refusals(bastion)).isEmpty();
    }

    @Test
    void two_bastions_in_a_row_see_one_login_each() throws IOException {
        LabHost outer = lab.host("lb-1");
        LabHost inner = lab.host("lb-2");
        long before = logins(outer);

        ClusterView seen = look("two", List.of(outer, inner));

        assertThat(seen.unseen()).isEmpty();
        assertThat(logins(outer) - before).isEqualTo(1);
        assertThat(logins(inner)).isEqualTo(1);
        assertThat(refusals(outer) + refusals(inner)).isEmpty();
    }

    private static long logins(LabHost bastion) {
        return bastion.sh("journalctl -o cat -u ssh")
                .lines()
                .filter(line -> line.startsWith("Accepted publickey"))
                .count();
    }

    private static String refusals(LabHost bastion) {
        return bastion.sh(
                "journalctl -o cat -u ssh | grep -iE 'drop connection|past maxstartups|no more sessions|penalty|refused' || true");
    }

    /** One look at all hosts at once, through these bastions. */
    private static ClusterView look(String name, List<LabHost> bastions) throws IOException {
        Path folder = Files.createDirectories(lab.directory().resolve(name));
        SshAccess access = SshAccess.create(folder.resolve("id"));
        String key =
                Program.run(
                                Duration.ofSeconds(10),
                                List.of("ssh-keygen", "-y", "-f", folder.resolve("id").toString()))
                        .orFail()
                        .answer();
        for (LabHost bastion : bastions) {
            bastion.execWithInput(key + "\n", "sh", "-c", "cat >> /home/ops/.ssh/authorized_keys")
                    .orFail();
        }
        Cluster cluster = cluster(folder, bastions);
        SimulatedSite site =
                new SimulatedSite(cluster, InstantSource.system(), Mishap.Source.none());
        try (SimulatedSshServers servers =
                SimulatedSshServers.start(site, access, lab.operatorAddress())) {
            access.writeKnownHosts(folder.resolve("known_hosts"), cluster.hosts(), servers);
            SshConnector ssh =
                    new SshConnector(
                            cluster.ssh(),
                            new SshEnvironment(
                                    folder,
                                    "operator",
                                    Optional.empty(),
                                    (file, attempt) -> Optional.empty(),
                                    folder.resolve("pinned"),
                                    List.of(lab.directory().resolve("known_hosts"))),
                            SshTimings.of(cluster.ssh()));
            try (Fleet fleet = new Fleet(servers.reach(ssh), HOSTS)) {
                Map<Host, Set<Fact<?>>> questions = new LinkedHashMap<>();
                cluster.hosts().forEach(host -> questions.put(host, Set.of(new MachineFact())));
                return new Gatherer(fleet, InstantSource.system()).look(cluster, questions);
            }
        }
    }

    private static Cluster cluster(Path folder, List<LabHost> bastions) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                apiVersion: kprov.io/v1
                kind: Cluster
                metadata: {name: crowd}
                ssh: {user: root, identityFile: id, knownHosts: known_hosts, jump: [%s]}
                kubernetes: {version: 1.36.3}
                controlPlane:
                  endpoint: 10.250.0.1:6443
                  loadBalancer: {none: {}}
                hosts:
                  - {name: cp-1, address: 10.250.0.1, roles: [control-plane]}
                """
                        .formatted(
                                String.join(
                                        ", ",
                                        bastions.stream()
                                                .map(bastion -> "ops@" + bastion.address())
                                                .toList())));
        for (int i = 1; i < HOSTS; i++) {
            text.append(
                    "  - {name: w-%d, address: 10.250.1.%d, roles: [worker]}%n".formatted(i, i));
        }
        Path inventory = folder.resolve("inventory.yaml");
        Files.writeString(inventory, text);
        return new InventoryReader(new Environment(name -> Optional.empty(), folder, folder))
                .read(inventory)
                .cluster();
    }
}
