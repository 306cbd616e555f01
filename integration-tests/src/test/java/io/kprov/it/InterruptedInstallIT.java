package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * kprov is killed again and again while it makes a cluster, a host loses its network and another
 * one its power in the midst of a join: the same command comes to the same end.
 */
@Tag("lab")
@Tag("lab-core")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InterruptedInstallIT {

    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "cp-3", "w-1", "w-2");
    private static final int KILLS = 6;
    private static final Duration JOIN = Duration.ofMinutes(4);

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        lab = Lab.start("interrupted", "cp-1", "cp-2", "cp-3", "w-1", "w-2");
        kprov = lab.kprov(lab.example("lab.yaml"));
        kubectl = new Kubectl(lab.host("cp-1"));
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void kprov_is_killed_six_times_and_the_seventh_apply_ends_in_the_same_cluster() {
        long seed = Long.getLong("lab.seed", System.nanoTime());
        System.out.println("kills at random times: repeat with -Dlab.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            Program run = kprov.start("apply", "--yes");
            pause(Duration.ofMillis(4_000 + random.nextInt(16_000)));
            run.kill();
        }

        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(members()).containsExactly("cp-1", "cp-2", "cp-3");
        assertThat(kprov.plannedChanges()).isEmpty();
        assertNothingIsLeft();
        for (LabHost host : lab.hosts()) {
            assertThat(new HostPki(host).rejected()).as(host.name()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void kubeadm_was_started_once_on_each_host_whoever_was_killed_meanwhile() {
        for (LabHost host : lab.hosts()) {
            assertThat(
                            host.sh(
                                    "journalctl -o cat -u kprov-kubeadm.service | grep -c '^Started' || true"))
                    .as(host.name())
                    .isEqualTo("1");
        }
    }

    @Test
    @Order(3)
    void a_host_without_network_for_half_a_minute_of_its_join_joins_all_the_same() {
        LabHost host = blankAgain("cp-3");
        Program run = kprov.start("apply", "--yes");
        awaitKubeadm(host);

        host.deafen();
        pause(Duration.ofSeconds(30));
        host.undeafen();

        assertJoined(run);
    }

    @Test
    @Order(4)
    void a_host_that_is_restarted_in_the_midst_of_its_join_joins_all_the_same() {
        LabHost host = blankAgain("cp-3");
        Program run = kprov.start("apply", "--yes");
        awaitKubeadm(host);

        host.powerOff();
        host.powerOn();

        assertJoined(run);
    }

    /** The machine is replaced by a blank one, and the cluster has forgotten the old one. */
    private static LabHost blankAgain(String name) {
        LabHost host = lab.replace(name);
        for (String command : kprov.removals()) {
            lab.host("cp-1").sh(command);
        }
        return host;
    }

    private static void awaitKubeadm(LabHost host) {
        Await.until(
                "the kubelet of " + host.name() + " has its kubeconfig, so kubeadm join is at work",
                JOIN,
                () -> host.has("/etc/kubernetes/kubelet.conf"));
    }

    private static void assertJoined(Program run) {
        Outcome outcome = run.finish(Duration.ofMinutes(15));
        if (!outcome.succeeded()) {
            // What was interrupted late may need a second run, never a hand.
            kprov.run("apply", "--yes").expect(0);
        }
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(members()).containsExactly("cp-1", "cp-2", "cp-3");
        assertThat(kprov.plannedChanges()).isEmpty();
        assertNothingIsLeft();
    }

    /** No mark of unfinished work, no file half written. */
    private static void assertNothingIsLeft() {
        for (LabHost host : lab.hosts()) {
            assertThat(
                            host.sh(
                                    """
                                    find /etc /opt/kprov /var/lib/kprov \\( -name 'unfinished-*' -o -name '.kprov.*' -o -name '*.kprov-new' \\)
                                    """))
                    .as(host.name())
                    .isEmpty();
        }
    }

    private static List<String> members() {
        return lab.host("cp-1").etcdMembers();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
