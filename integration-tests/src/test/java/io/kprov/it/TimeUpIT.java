package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.model.Cluster;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import io.kprov.remote.ssh.SshConnector;
import io.kprov.remote.ssh.SshEnvironment;
import io.kprov.remote.ssh.SshTimings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A command that takes too long is ended on the host, with all that it started. */
@Tag("lab")
@Tag("lab-core")
class TimeUpIT {

    @AutoClose private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.start("timeup", "w-1");
    }

    @Test
    void a_command_whose_time_is_up_is_ended_with_its_children_and_others_go_on() {
        Path folder = lab.directory();
        LabHost host = lab.host("w-1");
        Cluster cluster = cluster(folder, host);
        SshEnvironment environment =
                new SshEnvironment(
                        folder,
                        "operator",
                        Optional.empty(),
                        (file, attempt) -> Optional.empty(),
                        folder.resolve("pinned"),
                        List.of());
        try (SshConnector ssh =
                        new SshConnector(cluster.ssh(), environment, SshTimings.of(cluster.ssh()));
                Remote remote = ssh.connect(cluster.host("w-1"))) {
            Thread other =
                    Thread.startVirtualThread(
                            () -> remote.run(Command.of("sleep", "303"), Duration.ofMinutes(9)));
            Await.until(
                    "the other command runs", Duration.ofSeconds(20), () -> running(host, "303"));

            RemoteException late =
                    catchThrowableOfType(
                            RemoteException.class,
                            () ->
                                    remote.run(
                                            Command.script(
                                                    "trap '' TERM; sleep 301 & sleep 302; wait\n"),
                                            Duration.ofSeconds(2)));

            assertThat(late.kind()).isEqualTo(Kind.TIMED_OUT);
            assertThat(late.problems().getFirst().state()).startsWith("the command was ended");
            assertThat(running(host, "301")).isFalse();
            assertThat(running(host, "302")).isFalse();
            assertThat(running(host, "303")).isTrue();
            assertThat(other.isAlive()).isTrue();
        }
    }

    private static boolean running(LabHost host, String seconds) {
        return host.exec("pgrep", "-f", "^sleep " + seconds + "$").succeeded();
    }

    private static Cluster cluster(Path folder, LabHost host) {
        lab.write(
                new LabInventory(
                        """
                        apiVersion: kprov.io/v1
                        kind: Cluster
                        metadata: {name: alone}
                        ssh: {user: ops, identityFile: lab_key, knownHosts: known_hosts}
                        kubernetes: {version: 1.36.3}
                        controlPlane:
                          endpoint: %s:6443
                          loadBalancer: {none: {}}
                        hosts:
                          - {name: w-1, address: %s, roles: [control-plane]}
                        """
                                .formatted(host.address(), host.address())));
        return new InventoryReader(new Environment(name -> Optional.empty(), folder, folder))
                .read(folder.resolve("inventory.yaml"))
                .cluster();
    }
}
