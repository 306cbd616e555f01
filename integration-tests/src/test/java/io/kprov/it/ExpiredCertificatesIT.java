package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.time.Duration;
import java.time.Instant;
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

/** A cluster whose certificates live for minutes, and are let die. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExpiredCertificatesIT {

    private static final Duration LIFE = Duration.ofMinutes(6);
    private static final Duration RECOVERY = Duration.ofMinutes(5);
    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "cp-3");

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        lab = Lab.start("expired", "cp-1", "cp-2", "cp-3");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with(
                                        "\nkubernetes:",
                                        "\npki: {lifetime: {leaf: %dm}}\nkubernetes:"
                                                .formatted(LIFE.toMinutes()))
                                .withHosts(
                                        lab.hosts().stream()
                                                .map(host ->
                                                        new Entry(host, "control-plane, worker"))
                                                .toArray(Entry[]::new)));
        kubectl = new Kubectl(lab.host("cp-1"));
    }

    @Test
    @Order(1)
    void the_list_warns_of_certificates_that_end_soon() {
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);

        assertThat(kprov.run("certs", "list", "--within", "30d").expect(2).out())
                .contains("apiserver.crt", "etcd/peer.crt", "admin.conf");
        kprov.run("status").expect(7);
    }

    @Test
    @Order(2)
    void control_planes_whose_certificates_have_all_expired_are_brought_back() {
        Await.until(
                "the certificates have expired",
                LIFE.plusMinutes(1),
                () -> newestEnd().isBefore(Instant.now()));
        // What goes on with an old connection is over as well.
        List<LabHost> hosts = List.copyOf(lab.hosts());
        hosts.forEach(LabHost::reboot);
        assertThat(kubectl.run("get", "nodes").succeeded()).isFalse();

        kprov.run("certs", "renew", "--all", "--yes").expect(0);

        Await.until(
                "all nodes are Ready again",
                RECOVERY,
                () ->
                        kubectl.run("get", "nodes").succeeded()
                                && kubectl.readyNodes().size() == NODES.size());
        assertThat(lab.host("cp-2").etcdMembers()).containsExactly("cp-1", "cp-2", "cp-3");
        for (LabHost host : hosts) {
            assertThat(new HostPki(host).rejected()).as(host.name()).isEmpty();
        }
    }

    private static Instant newestEnd() {
        return lab.hosts().stream()
                .map(host ->
                        host.sh(
                                "openssl x509 -noout -enddate -dateopt iso_8601 -in /etc/kubernetes/pki/apiserver.crt"))
                .map(line -> line.replaceFirst("notAfter=", "").replace(' ', 'T'))
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElseThrow();
    }
}
