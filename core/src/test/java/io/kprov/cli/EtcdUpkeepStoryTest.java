package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.Recorder.Mutation;
import io.kprov.simulator.SimulatedDatabases;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Defragmentation and alarms of a stacked etcd of three. */
class EtcdUpkeepStoryTest {
    private static final String ETCD = "/etc/kubernetes/manifests/etcd.yaml";

    /** Happens when cp-3 is about to be defragmented. */
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

    private final Desk desk;

    EtcdUpkeepStoryTest(@TempDir Path folder) {
        desk = new Desk(folder, this::mishap);
    }

    private Mishap mishap(String host, String command) {
        if (host.equals("cp-3") && command.equals("defrag-member")) {
            meanwhile.getAndSet(() -> {}).run();
        }
        return new Mishap.None();
    }

    @BeforeEach
    void cluster() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().cluster().etcd().elect("cp-1");
        desk.site().recorder().clear();
    }

    private SimulatedDatabases databases() {
        return desk.site().cluster().etcd().databases();
    }

    private void fillAll() {
        for (String host : List.of("cp-1", "cp-2", "cp-3")) {
            databases().fill(host, 100, 20);
        }
    }

    private void stopEtcdOfSecond() {
        desk.site().machine("cp-2").files().remove(ETCD);
        desk.site().machine("cp-2").powerOn();
    }

    private List<String> changes() {
        return desk.site().recorder().mutations().stream()
                .filter(mutation -> !mutation.command().equals("lock"))
                .map(Mutation::target)
                .toList();
    }

    @Test
    void followers_are_defragmented_first_and_the_leader_last_and_sizes_are_told() {
        fillAll();

        var ran = desk.kprov("etcd", "defrag", "--yes").expect(0);

        assertThat(changes())
                .containsExactly("etcd-defrag:cp-2", "etcd-defrag:cp-3", "etcd-defrag:cp-1");
        assertThat(ran.out())
                .contains(
                        "cp-2 cp-3 cp-1: defragment the etcd member (100.0 MiB, in use 20.0 MiB)",
                        "cp-1: 100.0 MiB before, 20.0 MiB now");
    }

    @Test
    void where_little_would_be_given_back_nothing_is_done() {
        databases().fill("cp-3", 100, 20);

        desk.kprov("etcd", "defrag", "--yes").expect(0);
        assertThat(changes()).containsExactly("etcd-defrag:cp-3");
        assertThat(desk.kprov("etcd", "defrag", "--yes").expect(0).out())
                .contains("nothing was changed");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void a_dry_run_shows_the_plan_and_changes_nothing() {
        fillAll();

        assertThat(desk.kprov("etcd", "defrag", "--dry-run").expect(0).out())
                .contains("Plan: 0 to create, 3 to change, 0 to remove on 3 hosts");
        assertThat(changes()).isEmpty();
        assertThat(desk.kprov("etcd", "defrag").expect(64).err()).contains("--yes or --dry-run");
    }

    @Test
    void it_does_not_begin_while_a_member_is_missing() {
        fillAll();
        stopEtcdOfSecond();

        assertThat(desk.kprov("etcd", "defrag", "--yes").expect(1).err())
                .contains(
                        "etcd is not defragmented while a member is missing",
                        "cp-2 gives no answer",
                        "2 of 3 members are healthy, quorum is 2",
                        "kprov etcd replace");
        desk.site().machine("cp-2").powerOff();
        desk.kprov("etcd", "defrag", "--yes").expect(4);
        assertThat(changes()).isEmpty();
    }

    @Test
    void a_worker_that_is_away_does_not_matter() {
        fillAll();
        desk.site().machine("w-1").powerOff();

        desk.kprov("etcd", "defrag", "--yes").expect(0);
    }

    @Test
    void what_was_stopped_is_gone_on_with() {
        fillAll();
        var machine = desk.site().machine("cp-2");
        String etcd = machine.files().text(ETCD);
        meanwhile.set(this::stopEtcdOfSecond);

        assertThat(desk.kprov("etcd", "defrag", "--yes").expect(1).out())
                .contains("cp-2: 100.0 MiB before, no answer now");
        machine.files().write(ETCD, etcd);
        machine.powerOn();
        desk.kprov("etcd", "defrag", "--yes").expect(0);

        assertThat(changes())
                .containsExactly("etcd-defrag:cp-2", "etcd-defrag:cp-3", "etcd-defrag:cp-1");
    }

    @Test
    void an_alarm_is_listed_and_disarmed_when_space_was_made() {
        assertThat(desk.kprov("etcd", "alarms").expect(0).out()).contains("etcd has no alarm");
        fillAll();
        databases().limit(100);
        databases().alarm("cp-2", "NOSPACE");

        assertThat(desk.kprov("etcd", "alarms").expect(7).out())
                .contains(
                        "cp-2: NOSPACE, database 100.0 MiB of 100.0 MiB: kprov etcd alarms --disarm tells what to do");
        var listed = desk.kprov("etcd", "alarms", "-o", "json").expect(7).json().path(0);
        assertThat(listed.path("name").asString()).isEqualTo("cp-2");
        assertThat(listed.path("alarm").asString()).isEqualTo("NOSPACE");
        assertThat(listed.path("quota").asLong()).isEqualTo(100 * 1_048_576L);
        assertThat(desk.kprov("status").expect(7).out())
                .contains("3 of 3 members are healthy", "alarm NOSPACE: see 'kprov etcd alarms'");
        assertThat(desk.kprov("etcd", "alarms", "--disarm", "--yes").expect(1).err())
                .contains("less than 5 % of its quota left", "kprov etcd defrag");

        desk.kprov("etcd", "defrag", "--yes").expect(0);
        assertThat(desk.kprov("etcd", "alarms", "--disarm", "--dry-run").expect(0).out())
                .contains("disarm etcd's alarms (cp-1: 20.0 MiB of 100.0 MiB");
        assertThat(databases().hasAlarm()).isTrue();
        desk.kprov("etcd", "alarms", "--disarm", "--yes").expect(0);

        assertThat(databases().hasAlarm()).isFalse();
        desk.kprov("etcd", "alarms").expect(0);
        desk.kprov("etcd", "alarms", "--disarm", "--yes").expect(0);
    }

    @Test
    void damage_is_not_disarmed() {
        databases().alarm("cp-2", "CORRUPT");

        assertThat(desk.kprov("etcd", "alarms").expect(7).out())
                .contains("cp-2: CORRUPT, not to be disarmed");
        assertThat(desk.kprov("etcd", "alarms", "--disarm", "--yes").expect(1).err())
                .contains("the alarm CORRUPT of cp-2 is not disarmed", "mend that member first");
        assertThat(desk.kprov("etcd", "defrag", "--yes").expect(1).err())
                .contains("is not healthy");
        assertThat(databases().hasAlarm()).isTrue();
    }

    @Test
    void a_stacked_member_is_replaced_with_its_control_plane() {
        assertThat(desk.kprov("etcd", "replace", "cp-2", "--yes").expect(64).err())
                .contains("etcd is stacked", "kprov replace-node cp-2 cp-2");
        assertThat(desk.kprov("etcd", "replace", "w-1", "--yes").expect(64).err())
                .contains("no host of the inventory holds a member of etcd and is called w-1");
    }
}
