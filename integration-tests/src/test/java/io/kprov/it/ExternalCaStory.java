package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A company's CA signs every certificate with openssl, below an intermediate, and its keys are on
 * no host: one control plane with HAProxy, a worker, and a second one that comes later.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ExternalCaStory {

    private final String kubelets;

    @AutoClose private Lab lab;
    private LabInventory inventory;
    private KprovCli kprov;
    private CompanyCa company;

    /**
     * @param kubelets the mode of the inventory
     */
    ExternalCaStory(String kubelets) {
        this.kubelets = kubelets;
    }

    @BeforeAll
    void start() {
        lab = Lab.start("external-ca-" + kubelets, "cp-1", "w-1");
        inventory =
                lab.example("lab.yaml")
                        .with(
                                "metadata: {name: lab}\n",
                                "metadata: {name: lab}\n\npki: {ca: {external: {kubelets: "
                                        + kubelets
                                        + "}}}\n");
        kprov = lab.kprov(withWorkers("w-1"));
        company = CompanyCa.make(lab.directory().resolve("company"));
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void nothing_is_done_while_certificates_are_unsigned() {
        Outcome refused = kprov.run("apply", "--yes").expect(1);

        assertThat(refused.err())
                .contains("the external CA has not signed all certificates", "kprov certs csr");
        assertThat(lab.host("cp-1").has("/opt/kprov")).isFalse();
        assertThat(lab.host("cp-1").has("/etc/kubernetes")).isFalse();
    }

    @Test
    @Order(2)
    void a_cluster_is_made_of_what_openssl_signed() {
        signAndImport();
        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl().readyNodes()).containsExactlyInAnyOrder("cp-1", "w-1");
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("status").expect(0);
    }

    @Test
    @Order(3)
    void no_host_has_the_key_of_a_ca_but_that_for_kubelets_in_its_mode() {
        assertNoCaKeys();
    }

    @Test
    @Order(4)
    void all_talk_to_each_other_and_clients_of_openssl_are_content() {
        LabHost cp = lab.host("cp-1");
        for (String node : List.of("cp-1", "w-1")) {
            assertThat(
                            kubectl()
                                    .run("get", "--raw", "/api/v1/nodes/" + node + "/proxy/healthz")
                                    .orFail()
                                    .answer())
                    .isEqualTo("ok");
        }
        // The root alone is enough: the server sends its chain.
        cp.execWithInput(company.rootPem() + "\n", "sh", "-c", "cat > /tmp/root.crt").orFail();
        assertThat(
                        cp.exec(
                                        "sh",
                                        "-c",
                                        "openssl s_client -verify_return_error -CAfile /tmp/root.crt -connect "
                                                + lab.virtualAddress()
                                                + ":8443 </dev/null 2>&1")
                                .out())
                .contains("Verify return code: 0 (ok)");
        assertThat(
                        kubectl()
                                .get("configmap", "kube-root-ca.crt", "-n", "default")
                                .at("/data/ca.crt")
                                .asString())
                .contains(company.rootPem());
        // What the company signs for others is nobody to the cluster.
        assertThat(cp.read("/etc/kubernetes/pki/ca.crt")).doesNotContain(company.rootPem());
    }

    @Test
    @Order(5)
    void a_worker_that_comes_later_wants_its_own_certificates_alone() {
        lab.add("w-2");
        lab.write(withWorkers("w-1", "w-2"));
        assertThat(kprov.run("apply", "--yes").expect(1).err()).contains("of w-2");

        signAndImport();
        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl().readyNodes()).containsExactlyInAnyOrder("cp-1", "w-1", "w-2");
        kprov.run("plan", "--detailed-exitcode").expect(0);
        assertThat(lab.host("w-2").has("/etc/kubernetes/bootstrap-kubelet.conf")).isFalse();
    }

    @Test
    @Order(6)
    void control_planes_that_come_later_join_and_change_the_names_of_the_api() {
        lab.add("cp-2", "cp-3");
        lab.write(
                inventory.withHosts(
                        new Entry(lab.host("cp-1"), "control-plane"),
                        new Entry(lab.host("cp-2"), "control-plane"),
                        new Entry(lab.host("cp-3"), "control-plane"),
                        new Entry(lab.host("w-1"), "worker"),
                        new Entry(lab.host("w-2"), "worker")));

        signAndImport();
        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl().readyNodes())
                .containsExactlyInAnyOrder("cp-1", "cp-2", "cp-3", "w-1", "w-2");
        assertThat(lab.host("cp-1").etcdMembers()).containsExactly("cp-1", "cp-2", "cp-3");
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("status").expect(0);
        assertNoCaKeys();
    }

    private void assertNoCaKeys() {
        for (LabHost host : lab.hosts()) {
            List<String> keys =
                    host.sh("find /etc /var/lib/kubelet /root -xdev -name '*ca.key'")
                            .lines()
                            .toList();
            assertThat(keys)
                    .as(host.name())
                    .isEqualTo(
                            kubelets.equals("intermediate") && host.name().startsWith("cp")
                                    ? List.of("/etc/kubernetes/pki/kubelet-ca.key")
                                    : List.of());
        }
    }

    private void signAndImport() {
        Path requests = lab.directory().resolve("requests");
        kprov.run("certs", "csr", "--out", "requests").expect(0);
        company.sign(requests);
        assertThat(kprov.run("certs", "import", "requests").expect(0).out())
                .contains("nothing is missing");
    }

    private LabInventory withWorkers(String... workers) {
        return inventory.withHosts(
                Stream.concat(
                                Stream.of(new Entry(lab.host("cp-1"), "control-plane")),
                                Stream.of(workers).map(name -> new Entry(lab.host(name), "worker")))
                        .toArray(Entry[]::new));
    }

    private Kubectl kubectl() {
        return new Kubectl(lab.host("cp-1"));
    }
}
