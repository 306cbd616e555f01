package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
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
 * etcd on three machines of its own, two control planes and a worker; then one of the three dies
 * for good and is replaced.
 */
@Tag("lab")
@Tag("lab-core")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExternalEtcdIT {

    private static final String ENDPOINT = "api.lab:8443";
    private static final List<String> MEMBERS = List.of("etcd-1", "etcd-2", "etcd-3");
    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "w-1");

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        lab = Lab.start("etcd", "etcd-1", "etcd-2", "etcd-3", "cp-1", "cp-2", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with("controlPlane:\n", "controlPlane:\n  etcd: {external: {}}\n")
                                .withHosts(
                                        lab.hosts().stream()
                                                .map(host -> new Entry(host, role(host.name())))
                                                .toArray(Entry[]::new)));
        kubectl = new Kubectl(lab.host("cp-1"));
    }

    private static String role(String name) {
        return name.startsWith("etcd")
                ? "etcd"
                : name.startsWith("cp") ? "control-plane" : "worker";
    }

    @Test
    @Order(1)
    void a_cluster_comes_up_on_an_etcd_apart() {
        kprov.run("lock").expect(0);

        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        for (String name : MEMBERS) {
            LabHost host = lab.host(name);
            assertThat(host.etcdMembers()).as(name).containsExactlyElementsOf(MEMBERS);
            assertThat(host.sh("stat -c '%U:%G %a' /var/lib/etcd")).isEqualTo("etcd:etcd 700");
            assertThat(host.sh("ps -o user= -C etcd")).isEqualTo("etcd");
            assertThat(host.has("/etc/etcd/bootstrap.env")).as(name).isFalse();
            assertThat(new HostPki(host).rejected()).as(name).isEmpty();
        }
        assertThat(lab.host("cp-1").has("/etc/kubernetes/manifests/etcd.yaml")).isFalse();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(2)
    void a_second_apply_finds_nothing_to_do() {
        assertThat(kprov.run("apply", "--yes").expect(0).out()).contains("nothing was changed");
    }

    @Test
    @Order(3)
    void a_setting_reaches_one_member_after_the_other_and_no_write_is_lost() throws IOException {
        lab.write(
                new LabInventory(Files.readString(lab.directory().resolve("inventory.yaml")))
                        .with(
                                "kubernetes:\n",
                                "kubernetes:\n  etcd: {extraArgs: {heartbeat-interval: \"150\"}}\n"));
        assertThat(kprov.plannedChanges())
                .containsOnlyKeys("etcd-1 run-etcd", "etcd-2 run-etcd", "etcd-3 run-etcd");
        ApiProbe probe = probe();

        kprov.run("apply", "--yes").expect(0);

        assertLostNothing(probe, "a setting of etcd");
        for (String name : MEMBERS) {
            assertThat(lab.host(name).sh("tr '\\0' '\\n' </proc/$(pgrep -x etcd)/environ"))
                    .contains("ETCD_HEARTBEAT_INTERVAL=150");
        }
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(4)
    void renewed_certificates_are_served_by_every_member() throws IOException {
        ApiProbe probe = probe();

        kprov.run("certs", "renew", "--all", "--yes").expect(0);

        assertLostNothing(probe, "renewal of all certificates");
        for (String name : MEMBERS) {
            HostPki pki = new HostPki(lab.host(name));
            assertThat(pki.rejected()).as(name).isEmpty();
            assertThat(pki.servedOfOld()).as(name).isEmpty();
        }
        assertThat(kprov.plannedChanges()).isEmpty();
        assertThat(kprov.run("status").expect(0).out()).doesNotContain("runs with another");
        kprov.run("certs", "list").expect(0);
        kprov.run("etcd", "members").expect(0);
    }

    @Test
    @Order(5)
    void a_machine_that_died_is_replaced_and_no_write_is_lost() throws IOException {
        ApiProbe probe = probe();
        lab.replace("etcd-3");
        lab.trust();

        String removal = "member remove ";
        String next = kprov.run("plan").err() + kprov.run("plan").out();
        assertThat(next)
                .contains("etcd-3", "has lost its data", "2 of 3 members are healthy", removal);
        String command =
                next.lines()
                        .filter(line -> line.contains(removal))
                        .findFirst()
                        .orElseThrow()
                        .strip();
        lab.host("etcd-1").sh(command);
        kprov.run("apply", "--yes").expect(0);

        assertLostNothing(probe, "replacement of a member");
        assertThat(lab.host("etcd-3").etcdMembers()).containsExactlyInAnyOrderElementsOf(MEMBERS);
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    private static ApiProbe probe() {
        return ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), ENDPOINT);
    }

    private static void assertLostNothing(ApiProbe probe, String what) {
        ApiProbe.Report seen = probe.stop();
        System.out.printf(
                "%s: %d writes answered, longest gap %.1f s%n",
                what, seen.writes(), seen.longestGap());
        assertThat(seen.writes()).isPositive();
        assertThat(seen.lost()).isEmpty();
    }
}
