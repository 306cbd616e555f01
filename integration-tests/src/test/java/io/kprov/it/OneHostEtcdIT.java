package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/**
 * A member of external etcd on the machine that is control plane and worker as well; then the
 * machine is gone, and the cluster comes back on a new one. At last etcd gets two more members.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OneHostEtcdIT {

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;
    private static String snapshot = "";

    @BeforeAll
    static void start() {
        lab = Lab.start("one-host-etcd", "cp-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with("controlPlane:\n", "controlPlane:\n  etcd: {external: {}}\n")
                                .withHosts(
                                        new Entry(
                                                lab.host("cp-1"), "control-plane, etcd, worker")));
        kubectl = new Kubectl(lab.host("cp-1"));
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void member_and_control_plane_share_a_machine() {
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();

        assertThat(kubectl.readyNodes()).containsExactly("cp-1");
        assertThat(lab.host("cp-1").etcdMembers()).containsExactly("cp-1");
        assertThat(lab.host("cp-1").sh("ps -o user= -C etcd")).isEqualTo("etcd");
        assertThat(lab.host("cp-1").has("/etc/kubernetes/manifests/etcd.yaml")).isFalse();
        assertThat(kprov.run("apply", "--yes").expect(0).out()).contains("nothing was changed");
        kprov.run("status").expect(0);
    }

    @Test
    @Order(2)
    void its_certificates_are_renewed_and_etcds_ca_is_rotated() {
        String before = lab.host("cp-1").read("/etc/kubernetes/pki/etcd/ca.crt");
        kprov.run("certs", "renew", "--all", "--yes").expect(0);

        kprov.run("certs", "rotate-ca", "etcd", "--run", "--yes").expect(0);

        HostPki pki = new HostPki(lab.host("cp-1"));
        assertThat(lab.host("cp-1").read("/etc/kubernetes/pki/etcd/ca.crt")).isNotEqualTo(before);
        assertThat(pki.rejected()).isEmpty();
        assertThat(pki.servedOfOld()).isEmpty();
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("certs", "list").expect(0);
        kprov.run("status").expect(0);
    }

    @Test
    @Order(3)
    void a_snapshot_is_pulled_to_the_operator() {
        kubectl.run("create", "configmap", "kept", "--from-literal=value=before").orFail();
        kprov.run("etcd", "backup", "now").expect(0);
        var pulled = kprov.run("etcd", "backup", "pull", "-o", "json").expect(0);
        snapshot = new JsonMapper().readTree(pulled.out()).path("file").asString();

        assertThat(lab.directory().resolve(Path.of(snapshot))).isNotEmptyFile();
    }

    @Test
    @Order(4)
    void the_cluster_comes_back_on_a_new_machine() {
        String uid = uid();
        lab.replace("cp-1");
        lab.trust();
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();
        assertThat(uid()).as("a cluster with nothing in it").isNotEqualTo(uid);

        Outcome restored = kprov.run("etcd", "restore", snapshot, "--yes").expect(0);

        assertThat(restored.err()).contains("the cluster that answers now is another one");
        assertThat(uid()).isEqualTo(uid);
        assertThat(kubectl.get("configmap", "kept").path("data").path("value").asString())
                .isEqualTo("before");
        assertThat(kubectl.readyNodes()).containsExactly("cp-1");
        kprov.run("apply", "--yes").expect(0);
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(5)
    void members_that_come_later_reach_the_api_server_and_kubeadms_settings() {
        lab.add("etcd-2", "etcd-3");
        lab.trust();
        lab.write(
                lab.example("lab.yaml")
                        .with("controlPlane:\n", "controlPlane:\n  etcd: {external: {}}\n")
                        .withHosts(
                                new Entry(lab.host("cp-1"), "control-plane, etcd, worker"),
                                new Entry(lab.host("etcd-2"), "etcd"),
                                new Entry(lab.host("etcd-3"), "etcd")));

        kprov.run("apply", "--yes").expect(0);

        assertThat(lab.host("cp-1").etcdMembers())
                .containsExactlyInAnyOrder("cp-1", "etcd-2", "etcd-3");
        String settings =
                kubectl.get("-n", "kube-system", "configmap", "kubeadm-config")
                        .path("data")
                        .path("ClusterConfiguration")
                        .asString();
        String manifest = lab.host("cp-1").read("/etc/kubernetes/manifests/kube-apiserver.yaml");
        for (LabHost host : lab.hosts()) {
            String url = "https://" + host.address() + ":2379";
            assertThat(settings).contains(url);
            assertThat(manifest).contains(url);
        }
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    private static String uid() {
        return kubectl.get("namespace", "kube-system").path("metadata").path("uid").asString();
    }
}
