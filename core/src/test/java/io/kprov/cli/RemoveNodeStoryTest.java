package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedPods.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines leave a cluster of three control planes and two workers. */
class RemoveNodeStoryTest {
    /** Happens when a member is about to leave etcd. */
    private final AtomicReference<Runnable> atEtcd = new AtomicReference<>(() -> {});

    private final Path inventory;
    private final Desk desk;

    RemoveNodeStoryTest(@TempDir Path folder) {
        inventory = folder.resolve("inventory.yaml");
        desk = new Desk(folder, this::mishap);
    }

    private Mishap mishap(String host, String command) {
        if (command.equals("leave-etcd") || command.equals("etcdctl member")) {
            atEtcd.getAndSet(() -> {}).run();
        }
        return new Mishap.None();
    }

    @BeforeEach
    void cluster() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
        desk.site().cluster().pods().start(new Pod("w-2", "web-1", "web", "ReplicaSet"));
        desk.site().cluster().pods().start(new Pod("w-2", "log-1", "log", "DaemonSet"));
    }

    private String text() throws IOException {
        return Files.readString(inventory);
    }

    /** Locks come and go. */
    private void assertNothingChanged() {
        assertThat(desk.site().recorder().mutations())
                .filteredOn(mutation -> !mutation.command().equals("lock"))
                .isEmpty();
    }

    private List<String> members() {
        return desk.kprov("etcd", "members", "-o", "json").json().findValuesAsString("name");
    }

    @Test
    void a_worker_is_drained_and_leaves_cluster_and_inventory() throws IOException {
        String before = text();

        assertThat(desk.kprov("remove-node", "w-2", "--dry-run").expect(0).out())
                .contains(
                        "~ cp-1: drain node w-2 (1 pod moves)",
                        "- cp-1: delete node w-2 (it leaves the cluster)");
        assertNothingChanged();

        desk.kprov("remove-node", "w-2", "--yes").expect(0);

        assertThat(desk.site().cluster().pods().nodeOf("web-1")).isEqualTo("w-1");
        assertThat(text()).isEqualTo(before.replaceAll("(?m)^ +- \\{name: w-2,.*\\n", ""));
        desk.kprov("drift").expect(0);
        assertThat(desk.kprov("remove-node", "w-2", "--yes").expect(64).err())
                .contains("the inventory has no host w-2");
    }

    @Test
    void a_disruption_budget_blocks_and_nothing_is_half_done() {
        desk.site().cluster().pods().allow("web", 0);

        assertThat(desk.kprov("remove-node", "w-2", "--yes").expect(1).err())
                .contains(
                        "default/web-1: disruption budget default/web allows none to go now",
                        "--disable-eviction");
        assertNothingChanged();

        desk.site().cluster().pods().allow("web", 1);
        desk.kprov("remove-node", "w-2", "--yes").expect(0);
    }

    @Test
    void pods_that_nobody_makes_anew_go_only_on_explicit_word() {
        desk.site().cluster().pods().start(new Pod("w-2", "alone", "alone", ""));

        assertThat(desk.kprov("remove-node", "w-2", "--yes").expect(1).err())
                .contains("they have no controller that makes them anew: default/alone");
        desk.kprov("remove-node", "w-2", "--yes", "--force").expect(0);
        assertThat(desk.site().cluster().pods().nodeOf("alone")).isEmpty();
    }

    @Test
    void control_planes_leave_as_long_as_a_quorum_stays() {
        assertThat(desk.kprov("remove-node", "cp-2", "--yes").expect(0).out())
                .contains(
                        "remove the etcd member of cp-2 (members 3, healthy 3, quorum 2; after this step: members 2, healthy 2, quorum 2)",
                        "cp-2: let the virtual address go",
                        "~ cp-1: configure HAProxy (/etc/haproxy/haproxy.cfg differs");
        assertThat(members()).containsExactly("cp-1", "cp-3");
        desk.kprov("drift").expect(0);

        desk.site().machine("cp-3").powerOff();
        assertThat(desk.kprov("remove-node", "cp-3", "--dead", "--yes").expect(1).err())
                .contains("no API server answers");
    }

    @Test
    void the_last_control_plane_never_leaves() throws IOException {
        String before = text();
        assertThat(desk.kprov("remove-node", "cp-1", "cp-2", "cp-3", "--yes").expect(64).err())
                .contains("cp-1 cp-2 cp-3 cannot leave: the rest would be no cluster");
        assertThat(text()).isEqualTo(before);
        assertNothingChanged();
    }

    @Test
    void the_first_control_plane_dies_and_is_forgotten_and_its_keys_are_named() {
        assertThat(desk.kprov("remove-node", "cp-1", "--dead", "--yes").expect(1).err())
                .contains("cp-1 is not dead: somebody answers at its address");
        desk.site().machine("cp-1").powerOff();

        assertThat(desk.kprov("remove-node", "cp-1", "--dead", "--yes").expect(0).out())
                .contains(
                        "members 3, healthy 2, quorum 2; after this step: members 2, healthy 2, quorum 2",
                        "cp-1 held these keys: ca, sa, apiserver",
                        "kprov certs rotate-ca cluster",
                        "kprov certs rotate-ca sa");
        assertThat(members()).containsExactly("cp-2", "cp-3");
        desk.kprov("drift").expect(0);
    }

    @Test
    void a_dead_worker_lets_go_what_it_held() {
        desk.site().machine("w-2").powerOff();

        assertThat(desk.kprov("remove-node", "w-2", "--dead", "--yes").expect(0).out())
                .contains(
                        "~ cp-1: let go what w-2 held (1 pods and 0 volumes are bound to it)",
                        "w-2 held these keys: kubelet-serving, kubelet-client");
        assertThat(desk.site().cluster().pods().nodeOf("web-1")).isEqualTo("w-1");
        desk.kprov("drift").expect(0);
    }

    @Test
    void what_broke_off_is_gone_on_with_by_the_same_command() {
        atEtcd.set(() -> desk.site().machine("cp-2").fillDisk());
        desk.kprov("remove-node", "cp-2", "--yes").expect(1);
        assertThat(members()).containsExactly("cp-1", "cp-3");
        desk.site().machine("cp-2").freeDisk();

        desk.kprov("remove-node", "cp-2", "--yes").expect(0);
        desk.kprov("drift").expect(0);
        assertThat(desk.site().machine("cp-2").files().exists("/etc/kubernetes")).isFalse();
    }
}
