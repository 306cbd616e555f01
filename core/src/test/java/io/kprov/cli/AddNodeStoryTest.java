package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of one control plane and one worker grows. */
class AddNodeStoryTest {
    private static final String LATER =
            """
              - {name: cp-2, address: "192.168.10.12", roles: [control-plane]}
              - {name: cp-3, address: "192.168.10.13", roles: [control-plane]}
              - {name: w-2, address: "192.168.10.22", roles: [worker]}
            """;

    private final AtomicReference<Runnable> atJoin = new AtomicReference<>(() -> {});
    private final Path inventory;
    private final Desk desk;

    AddNodeStoryTest(@TempDir Path folder) {
        inventory = folder.resolve("inventory.yaml");
        desk = new Desk(folder, this::mishap);
    }

    private Mishap mishap(String host, String command) {
        if (command.equals("kubeadm-join")) {
            atJoin.getAndSet(() -> {}).run();
        }
        return new Mishap.None();
    }

    private String text() throws IOException {
        return Files.readString(inventory);
    }

    /** Machines that are there, and not in the inventory yet. */
    @BeforeEach
    void cluster() throws IOException {
        Files.writeString(
                inventory, text().replaceAll("(?m)^ +- \\{name: (cp-2|cp-3|w-2),.*\\n", ""));
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
    }

    @Test
    void a_worker_joins_and_stands_in_the_inventory_afterwards() throws IOException {
        String before = text();

        var shown =
                desk.kprov(
                                "add-node",
                                "--host",
                                "name=w-2,address=192.168.10.22,zone=b",
                                "--dry-run")
                        .expect(0)
                        .out();
        assertThat(shown).contains("+ w-2: join the cluster with kubeadm").doesNotContain("w-1:");
        assertThat(text()).isEqualTo(before);

        desk.kprov("add-node", "--host", "name=w-2,address=192.168.10.22,zone=b", "--yes")
                .expect(0);

        assertThat(text())
                .isEqualTo(
                        before.stripTrailing()
                                + "\n  - {name: w-2, address: 192.168.10.22, roles: [worker], zone: b}\n");
        assertThat(desk.site().recorder().mutations())
                .extracting(mutation -> mutation.host())
                .containsOnly("cp-1", "w-2");
        desk.kprov("drift").expect(0);
        assertThat(desk.kprov("add-node", "w-2", "--yes").expect(0).out())
                .contains("nothing was changed");
    }

    @Test
    void two_control_planes_and_a_worker_join_at_once() throws IOException {
        Files.writeString(inventory, text() + LATER);

        assertThat(desk.kprov("add-node", "cp-2", "cp-3", "w-2", "--yes").expect(0).out())
                .contains(
                        "~ cp-1: configure HAProxy (/etc/haproxy/haproxy.cfg differs",
                        "+ cp-1 cp-2 cp-3: see the new API servers up behind HAProxy (HAProxy does not send requests to cp-2 cp-3 yet)")
                .doesNotContain("cp-1: run the control plane", "w-1:");

        assertThat(desk.kprov("etcd", "members", "-o", "json").json().findValuesAsString("name"))
                .containsExactly("cp-1", "cp-2", "cp-3");
        desk.kprov("drift").expect(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apply --yes", "add-node cp-2 cp-3 w-2 --yes"})
    void a_control_plane_joins_with_the_settings_that_are_wanted_by_now(String command)
            throws IOException {
        Files.writeString(
                inventory,
                text().replace(
                                        "kubernetes:\n",
                                        "kubernetes:\n  apiServer: {extraArgs: {event-ttl: 2h}}\n")
                        + LATER);

        desk.kprov(command.split(" ")).expect(0);

        assertThat(
                        desk.site()
                                .machine("cp-2")
                                .files()
                                .text("/etc/kubernetes/manifests/kube-apiserver.yaml"))
                .contains("2h");
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("drift").expect(0);
    }

    @Test
    void what_broke_off_is_gone_on_with_by_the_same_command() {
        atJoin.set(() -> desk.site().machine("w-2").fillDisk());
        String[] command = {
            "add-node", "--host", "name=w-2,address=192.168.10.22", "--yes",
        };
        desk.kprov(command).expect(1);
        desk.site().machine("w-2").freeDisk();

        desk.kprov(command).expect(0);
        desk.kprov("drift").expect(0);
    }

    @Test
    void what_cannot_join_is_told_before_anything_is_changed() throws IOException {
        String before = text();
        assertThat(desk.kprov("add-node", "w-9", "--yes").expect(64).err())
                .contains("the inventory has no host w-9", "its hosts are cp-1 w-1");
        assertThat(desk.kprov("add-node", "--yes").expect(64).err())
                .contains("name the hosts that are to join");
        assertThat(desk.kprov("add-node", "--host", "name=w-2", "--yes").expect(64).err())
                .contains("a name and an address");
        assertThat(desk.kprov("add-node", "--host", "w-2", "--yes").expect(64).err())
                .contains("'w-2' is not one of name address roles zone");
        assertThat(
                        desk.kprov("add-node", "--host", "name=w-1,address=192.168.10.29", "--yes")
                                .expect(64)
                                .err())
                .contains("the inventory has a host w-1 already");
        assertThat(
                        desk.kprov("add-node", "--host", "name=w-2,address=192.168.10.11", "--yes")
                                .expect(65)
                                .err())
                .contains("192.168.10.11");
        assertThat(text()).isEqualTo(before);
        assertThat(desk.site().recorder().mutations())
                .filteredOn(mutation -> !mutation.command().equals("lock"))
                .isEmpty();
    }

    @Test
    void without_a_cluster_there_is_nothing_to_join() {
        desk.site().machine("cp-1").powerOff();

        assertThat(
                        desk.kprov("add-node", "--host", "name=w-2,address=192.168.10.22", "--yes")
                                .err())
                .contains("cp-1");
        assertThat(desk.site().recorder().mutations())
                .filteredOn(mutation -> !mutation.command().equals("lock"))
                .isEmpty();
    }
}
