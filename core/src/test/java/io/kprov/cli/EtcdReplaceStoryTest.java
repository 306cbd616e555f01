package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of three members of external etcd is dead. */
class EtcdReplaceStoryTest {
    /** Happens when the new member is about to be added. */
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    private final Desk desk;

    EtcdReplaceStoryTest(@TempDir Path folder) {
        desk =
                new Desk(
                        folder,
                        this::mishap,
                        inventory ->
                                inventory.replace(
                                                "controlPlane:\n",
                                                "controlPlane:\n  etcd: {external: {}}\n")
                                        + """
                                          - {name: etcd-1, address: "10.0.0.31", roles: [etcd]}
                                          - {name: etcd-2, address: "10.0.0.32", roles: [etcd]}
                                          - {name: etcd-3, address: "10.0.0.33", roles: [etcd]}
                                        """);
    }

    private Mishap mishap(String host, String command) {
        if (host.equals("etcd-3") && command.equals("etcdctl member")) {
            meanwhile.getAndSet(() -> {}).run();
        }
        return new Mishap.None();
    }

    @BeforeEach
    void cluster() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
    }

    private SimulatedMachine machine(String name) {
        return desk.site().machine(name);
    }

    private Desk.Ran replace(String... options) {
        var words = new ArrayList<>(List.of("etcd", "replace", "etcd-3"));
        words.addAll(List.of(options));
        return desk.kprov(words.toArray(String[]::new));
    }

    /** What the others count. */
    private String members() {
        return desk.kprov("etcd", "members", "-o", "json")
                .json()
                .findValuesAsString("name")
                .toString();
    }

    private void assertWhole() {
        assertThat(members()).isEqualTo("[etcd-1, etcd-2, etcd-3]");
        desk.kprov("plan", "--detailed-exitcode").expect(0);
        assertThat(replace("--yes").expect(1).err())
                .contains("its etcd member is healthy", "members 3, healthy 3, quorum 2");
    }

    @Test
    void the_old_member_goes_and_the_blank_machine_comes_in_its_place() {
        machine("etcd-3").wipe();
        assertThat(desk.kprov("apply", "--yes").expect(1).err())
                .contains("kprov etcd replace etcd-3");

        assertThat(replace("--dry-run").expect(0).out())
                .contains(
                        "- etcd-1: remove the dead etcd member of etcd-3 (members 3, healthy 2, quorum 2; after removal: members 2, healthy 2, quorum 2)",
                        "~ etcd-2: remove the dead etcd member of etcd-3 (it is to hear of it)",
                        "+ etcd-3: run the etcd member (etcd runs on etcd-1, etcd-2, and not here yet)",
                        "last safe point: until the stage 'removal' etcd is as it was");
        assertThat(desk.site().recorder().targetsOf("etcdctl member")).isEmpty();
        assertThat(replace().expect(64).err()).contains("there is no terminal to ask on");

        replace("--yes").expect(0);
        assertWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd replace etcd-3 --yes", "apply --yes"})
    void what_broke_off_between_removal_and_join_is_gone_on_with(String command) {
        machine("etcd-3").wipe();
        // Of the two that are left none can be missed.
        meanwhile.set(() -> machine("etcd-2").powerOff());
        assertThat(replace("--yes").expect(1).err())
                .contains("add etcd-3 to etcd as a learner failed");
        machine("etcd-2").powerOn();
        assertThat(members()).isEqualTo("[etcd-1, etcd-2]");

        desk.kprov(command.split(" ")).expect(0);
        assertWhole();
    }

    @Test
    void what_broke_off_in_the_join_is_gone_on_with() {
        machine("etcd-3").wipe();
        meanwhile.set(() -> machine("etcd-3").fillDisk());
        replace("--yes").expect(1);
        machine("etcd-3").freeDisk();

        replace("--yes").expect(0);
        assertWhole();
    }

    @Test
    void of_a_machine_that_is_gone_the_member_is_removed_and_a_new_machine_joins_later() {
        machine("etcd-3").powerOff();

        var ran = replace("--yes").expect(0);
        assertThat(ran.out()).contains("After it the old member cannot come back");
        assertThat(ran.err()).contains("when there is a blank machine for etcd-3");
        assertThat(members()).isEqualTo("[etcd-1, etcd-2]");
        replace("--yes").expect(4);

        machine("etcd-3").wipe();
        machine("etcd-3").powerOn();
        replace("--yes").expect(0);
        assertWhole();
    }

    @Test
    void whoever_comes_back_with_the_data_of_a_removed_member_is_not_let_in() {
        machine("etcd-3").powerOff();
        replace("--yes").expect(0);
        machine("etcd-3").powerOn();

        assertThat(replace("--yes").expect(1).err())
                .contains(
                        "the host holds data of a member that etcd does not know",
                        "mv /var/lib/etcd/member /var/lib/etcd/member.old");
    }

    @Test
    void a_member_that_only_stands_still_is_not_replaced() {
        machine("etcd-3").units().stop("etcd");

        assertThat(replace("--yes").expect(1).err())
                .contains(
                        "its etcd member is not healthy, but its data is there",
                        "systemctl status etcd");
        assertThat(members()).contains("etcd-3");
    }

    @Test
    void without_a_quorum_there_is_nothing_to_agree_with() {
        machine("etcd-3").wipe();
        machine("etcd-2").units().stop("etcd");

        assertThat(replace("--yes").expect(1).err())
                .contains("no other member is healthy", "kprov etcd recover");
    }

    @Test
    void a_dead_worker_and_a_dead_control_plane_do_not_keep_it_from_being_done() {
        machine("etcd-3").wipe();
        machine("w-1").powerOff();
        machine("cp-1").powerOff();

        replace("--yes").expect(0);
        assertThat(members()).isEqualTo("[etcd-1, etcd-2, etcd-3]");
    }
}
