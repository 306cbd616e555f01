package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedMachine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts go back to what they were before kprov. */
class ResetStoryTest {
    private static final String ASIDE = "/var/lib/etcd.before-reset-";

    private final AtomicInteger reboots = new AtomicInteger();
    private final Desk desk;
    private final Map<String, List<String>> before;

    ResetStoryTest(@TempDir Path folder) {
        desk = new Desk(folder, this::mishap);
        before = machines(desk);
        desk.kprov("apply", "--yes").expect(0);
    }

    private Mishap mishap(String host, String command) {
        return command.equals("reset-host") && host.equals("cp-2") && reboots.getAndDecrement() > 0
                ? new Mishap.Reboots(9)
                : new Mishap.None();
    }

    /** What is on each machine; settings of the kernel last until the next boot. */
    private static Map<String, List<String>> machines(Desk desk) {
        var machines = new LinkedHashMap<String, List<String>>();
        for (SimulatedMachine machine : desk.site().machines()) {
            machines.put(
                    machine.name(),
                    machine.lines().stream()
                            .filter(line -> !line.matches("(sysctl|module) .*"))
                            .filter(line -> !line.contains(ASIDE))
                            .toList());
        }
        return machines;
    }

    private void assertWhole() {
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
        desk.kprov("status").expect(0);
    }

    @Test
    void all_hosts_are_as_before_and_a_cluster_can_be_made_again() {
        var shown = desk.kprov("reset", "--all", "--dry-run").expect(0);
        assertThat(shown.out())
                .contains(
                        "- w-1 w-2: take the host back to what it was before kprov (on the host: 2 units",
                        "- cp-1: ",
                        "data: cp-1, cp-2, cp-3 keep etcd's data beside its place");
        desk.kprov("plan", "--detailed-exitcode").expect(0);

        var ran = desk.kprov("reset", "--all", "--yes").expect(0);

        assertThat(machines(desk)).isEqualTo(before);
        assertThat(ran.err())
                .contains(
                        "cp-1: etcd's data is kept: " + ASIDE,
                        "prod stays (keys, journal)",
                        "kprov apply makes a cluster with the same keys");
        var again = desk.kprov("reset", "--all", "--yes").expect(0);
        assertThat(again.out()).contains("nothing of kprov is on cp-1, cp-2, cp-3, w-1, w-2");
        assertThat(again.err()).contains("cp-1: etcd's data is kept");
        assertWhole();
    }

    @Test
    void data_goes_on_an_explicit_word_only_and_also_what_was_put_aside_before() {
        desk.kprov("reset", "--all", "--yes").expect(0);
        assertThat(kept()).isNotEmpty();

        var ran = desk.kprov("reset", "--all", "--delete-data", "--yes").expect(0);

        assertThat(ran.out()).contains("LOSE etcd's data and audit logs for good");
        assertThat(kept()).isEmpty();
        assertThat(machines(desk)).isEqualTo(before);
    }

    private List<String> kept() {
        return desk.site().machine("cp-1").lines().stream()
                .filter(line -> line.contains(ASIDE))
                .toList();
    }

    @Test
    void snapshots_of_a_backup_stay_whatever_is_said() {
        desk.site().machine("cp-1").files().write("/var/lib/kprov/etcd-backup/a.db", "saved");

        assertThat(desk.kprov("reset", "--all", "--delete-data", "--yes").expect(0).err())
                .contains("cp-1: snapshots of etcd are kept: /var/lib/kprov/etcd-backup");
        assertThat(desk.site().machine("cp-1").files().text("/var/lib/kprov/etcd-backup/a.db"))
                .isEqualTo("saved");
    }

    @ParameterizedTest
    @CsvSource({"w-1", "cp-1", "'w-1 w-2'"})
    void a_node_of_a_cluster_that_lives_is_refused(String names) {
        desk.site().recorder().clear();

        var words = ("reset " + names + " --yes").split(" ");
        assertThat(desk.kprov(words).expect(1).err())
                .contains(
                        "the cluster still counts on this host",
                        "it is a node of the cluster",
                        "kprov remove-node " + names.split(" ", -1)[0]);

        assertThat(desk.site().recorder().targetsOf("reset-host")).isEmpty();
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @ParameterizedTest
    @CsvSource({
        "reset --yes, neither names nor --all are given",
        "reset --all w-1 --yes, both --all and names are given",
        "reset w-9 --yes, the inventory has no host w-9",
        "reset --all, there is no terminal to ask on"
    })
    void what_is_not_clear_is_not_begun(String words, String why) {
        assertThat(desk.kprov(words.split(" ")).expect(64).err()).contains(why);
    }

    @Test
    void a_host_that_does_not_answer_is_named_and_left_out_only_when_told() {
        desk.site().machine("w-2").powerOff();

        assertThat(desk.kprov("reset", "--all", "--yes").expect(4).err()).contains("w-2");
        assertThat(
                        desk.kprov("reset", "--all", "--yes", "--tolerate-unreachable", "1")
                                .expect(0)
                                .err())
                .contains("1 host was left out: w-2");
        desk.site().machine("w-2").powerOn();
        desk.kprov("reset", "--all", "--yes").expect(0);
        assertThat(machines(desk)).isEqualTo(before);
    }

    @Test
    void one_that_was_cut_short_is_gone_on_with() {
        reboots.set(1);
        desk.kprov("reset", "--all", "--yes");
        desk.kprov("reset", "--all", "--yes").expect(0);

        assertThat(machines(desk)).isEqualTo(before);
        assertWhole();
    }

    @Test
    void a_load_balancer_that_was_there_before_gets_back_what_it_had(@TempDir Path folder) {
        var other = new Desk(folder);
        var machine = other.site().machine("cp-1");
        machine.install("haproxy");
        machine.files().write("/etc/haproxy/haproxy.cfg", "global\ndefaults\n# mine\n");
        var mine = machines(other);
        other.kprov("apply", "--yes").expect(0);
        assertThat(machine.files().text("/etc/haproxy/haproxy.cfg")).doesNotContain("mine");

        other.kprov("reset", "--all", "--yes").expect(0);

        assertThat(machines(other)).isEqualTo(mine);
    }

    @Test
    void what_others_have_at_kprovs_places_stays_and_swap_is_on_again() {
        var machine = desk.site().machine("w-1");
        assertThat(machine.files().text("/etc/fstab")).contains("# kprov: ");
        machine.files().write("/etc/kubernetes/pki/mine.key", "mine");

        assertThat(desk.kprov("reset", "--all", "--yes").expect(0).err())
                .contains("w-1: these are not kprov's, and stay: /etc/kubernetes/pki/mine.key");

        assertThat(machine.files().text("/etc/fstab")).doesNotContain("#");
        assertThat(machine.files().text("/etc/kubernetes/pki/mine.key")).isEqualTo("mine");
    }

    @Test
    void external_etcd_and_its_user_go_too(@TempDir Path folder) {
        var apart =
                new Desk(
                        folder,
                        Mishap.Source.none(),
                        inventory ->
                                inventory.replace(
                                                "controlPlane:\n",
                                                "controlPlane:\n  etcd: {external: {}}\n")
                                        + "  - {name: etcd-1, address: \"10.0.0.31\", roles: [etcd]}\n");
        var blank = machines(apart);
        apart.kprov("apply", "--yes").expect(0);

        assertThat(apart.kprov("reset", "etcd-1", "--yes").expect(1).err())
                .contains("etcd-1: the cluster may still count on this host");
        apart.kprov("reset", "--all", "--yes", "--delete-data").expect(0);

        assertThat(machines(apart)).isEqualTo(blank);
        apart.kprov("apply", "--yes").expect(0);
        apart.kprov("plan", "--detailed-exitcode").expect(0);
    }
}
