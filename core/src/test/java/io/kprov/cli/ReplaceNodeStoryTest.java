package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines change places in a cluster of three control planes and two workers. */
class ReplaceNodeStoryTest {
    private final AtomicReference<Runnable> atJoin = new AtomicReference<>(() -> {});
    private final Path inventory;
    private final Desk desk;

    ReplaceNodeStoryTest(@TempDir Path folder) {
        inventory = folder.resolve("inventory.yaml");
        desk =
                new Desk(
                        folder,
                        this::mishap,
                        text ->
                                text
                                        + """
                                          - {name: cp-4, address: "192.168.10.14", roles: [control-plane]}
                                          - {name: cp-5, address: "192.168.10.15", roles: [control-plane]}
                                          - {name: w-3, address: "192.168.10.23", roles: [worker]}
                                        """);
    }

    private Mishap mishap(String host, String command) {
        if (command.equals("kubeadm-join")) {
            atJoin.getAndSet(() -> {}).run();
        }
        return new Mishap.None();
    }

    /** Machines wait that are not in the inventory yet. */
    @BeforeEach
    void cluster() throws IOException {
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replaceAll("(?m)^ +- \\{name: (cp-4|cp-5|w-3),.*\\n", ""));
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
    }

    /** The operator writes one of them into it. */
    private void write(String host) throws IOException {
        Files.writeString(inventory, Files.readString(inventory) + "  - " + host + "\n");
    }

    private void writeControlPlane() throws IOException {
        write("{name: cp-4, address: 192.168.10.14, roles: [control-plane]}");
    }

    private void writeWorker() throws IOException {
        write("{name: w-3, address: 192.168.10.23, roles: [worker]}");
    }

    private List<String> members() {
        return desk.kprov("etcd", "members", "-o", "json").json().findValuesAsString("name");
    }

    private String kubectl(String... words) {
        return desk.site()
                .exec(
                        "cp-2",
                        "kubectl --kubeconfig /etc/kubernetes/admin.conf "
                                + String.join(" ", words),
                        "")
                .toString();
    }

    @Test
    void a_worker_hands_its_labels_over() throws IOException {
        writeWorker();
        kubectl("label node w-2 team=blue");
        kubectl("taint node w-2 team=blue:NoSchedule");

        assertThat(desk.kprov("replace-node", "w-2", "w-3", "--yes").expect(0).out())
                .contains(
                        "~ cp-1: carry labels and taints of w-2 over to w-3 (team=blue team=blue:NoSchedule)");

        assertThat(kubectl("get node w-3 -o json")).contains("\"team\":\"blue\"");
        assertThat(inventory).content().doesNotContain("w-2");
        assertThat(members()).containsExactly("cp-1", "cp-2", "cp-3");
    }

    @Test
    void a_control_plane_that_lives_goes_when_its_successor_votes() throws IOException {
        writeControlPlane();
        var plan = desk.kprov("replace-node", "cp-1", "cp-4", "--dry-run").expect(0).out();
        assertThat(plan.indexOf("cp-4: join the cluster"))
                .isPositive()
                .isLessThan(plan.indexOf("remove the etcd member of cp-1"));

        desk.kprov("replace-node", "cp-1", "cp-4", "--yes").expect(0);

        assertThat(members()).containsExactlyInAnyOrder("cp-2", "cp-3", "cp-4");
    }

    @Test
    void the_dead_first_control_plane_is_forgotten_before_its_successor_joins() throws IOException {
        writeControlPlane();
        desk.site().machine("cp-1").powerOff();

        var done = desk.kprov("replace-node", "cp-1", "cp-4", "--dead", "--yes").expect(0).out();

        assertThat(done.indexOf("remove the etcd member of cp-1"))
                .isPositive()
                .isLessThan(done.indexOf("cp-4: join the cluster"));
        assertThat(members()).containsExactlyInAnyOrder("cp-2", "cp-3", "cp-4");
        desk.kprov("drift").expect(0);
        desk.kprov("certs", "renew", "--all", "--yes").expect(0);
    }

    @Test
    void a_control_plane_that_was_installed_anew_joins_in_its_own_place() {
        kubectl("label node cp-1 rack=7");
        assertThat(desk.kprov("replace-node", "cp-1", "cp-1", "--yes").expect(0).out())
                .contains("nothing was changed");
        desk.site().machine("cp-1").wipe();
        assertThat(desk.kprov("apply", "--yes").expect(1).err())
                .contains("kprov replace-node cp-1 cp-1");
        atJoin.set(() -> desk.site().machine("cp-1").fillDisk());
        desk.kprov("replace-node", "cp-1", "cp-1", "--yes").expect(1);
        desk.site().machine("cp-1").freeDisk();

        desk.kprov("replace-node", "cp-1", "cp-1", "--yes").expect(0);

        assertThat(members()).containsExactlyInAnyOrder("cp-1", "cp-2", "cp-3");
        assertThat(kubectl("get node cp-1 -o json")).contains("\"rack\":\"7\"");
        desk.kprov("drift").expect(0);
    }

    @Test
    void a_worker_is_no_successor_of_a_control_plane() throws IOException {
        writeWorker();
        assertThat(desk.kprov("replace-node", "cp-1", "w-3", "--yes").expect(64).err())
                .contains("w-3 cannot take the place of cp-1");
        assertThat(desk.site().recorder().mutations())
                .filteredOn(mutation -> !mutation.command().equals("lock"))
                .isEmpty();
    }
}
