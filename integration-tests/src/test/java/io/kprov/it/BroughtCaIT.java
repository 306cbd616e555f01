package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cluster's CA is an intermediate of a company's, brought with its key. */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BroughtCaIT {

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static CompanyCa company;

    @BeforeAll
    static void start() {
        lab = Lab.start("brought-ca", "cp-1", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with(
                                        "metadata: {name: lab}\n",
                                        "metadata: {name: lab}\n\npki: {ca: {brought: {}}}\n")
                                .withHosts(
                                        new Entry(lab.host("cp-1"), "control-plane"),
                                        new Entry(lab.host("w-1"), "worker")));
        company = CompanyCa.make(lab.directory().resolve("company"));
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void nothing_is_done_while_the_ca_is_not_there_or_has_another_key() {
        assertThat(kprov.run("apply", "--yes").expect(1).err())
                .contains("the cluster's CA is to be brought, and it is not there");

        bring("ca.crt", "etcd-ca.key");
        assertThat(kprov.run("apply", "--yes").expect(1).err())
                .contains("is not its certificate's key");
        assertThat(lab.host("cp-1").has("/etc/kubernetes")).isFalse();
    }

    @Test
    @Order(2)
    void a_cluster_is_made_below_it_and_kubelets_get_their_certificates_from_it() {
        bring("ca.crt", "ca.key");
        kprov.run("apply", "--yes").expect(0);

        assertThat(new Kubectl(lab.host("cp-1")).readyNodes())
                .containsExactlyInAnyOrder("cp-1", "w-1");
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("status").expect(0);
        assertThat(
                        lab.host("w-1")
                                .sh(
                                        "openssl x509 -noout -issuer -in"
                                                + " /var/lib/kubelet/pki/kubelet-client-current.pem"))
                .contains("Example ca");
        assertThat(lab.host("cp-1").read("/etc/kubernetes/pki/ca-bundle.crt"))
                .contains(company.rootPem());
        assertThat(lab.host("cp-1").read("/etc/kubernetes/pki/ca.crt"))
                .doesNotContain(company.rootPem());
    }

    private static void bring(String certificate, String key) {
        Path from = lab.directory().resolve("company");
        Path to = lab.directory().resolve(".kprov/lab/pki");
        Duration limit = Duration.ofMinutes(1);
        Program.run(limit, List.of("mkdir", "-p", to.toString())).orFail();
        Program.run(
                        limit,
                        List.of(
                                "cp",
                                from.resolve(certificate).toString(),
                                to.resolve("ca.crt").toString()))
                .orFail();
        Program.run(
                        limit,
                        List.of(
                                "cp",
                                from.resolve(key).toString(),
                                to.resolve("ca.key").toString()))
                .orFail();
    }
}
