package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.nio.file.Files;
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

/**
 * The operator's machine burns down, and only inventory, lock and passphrase were kept elsewhere:
 * the keys come back from the one control plane as far as it has them.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoverIT {

    private static final String PASSPHRASE = "correct horse \"battery' staple";

    @AutoClose private static Lab lab;
    private static LabHost host;
    private static KprovCli kprov;

    @BeforeAll
    static void start() {
        lab = Lab.start("recover", "cp-1");
        host = lab.host("cp-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with(
                                        "kubernetes:\n",
                                        """
                                        pki: {caKeyPassphrase: {command: [cat, passphrase]}}
                                        kubernetes:
                                        """)
                                .withHosts(new Entry(host, "control-plane, worker")));
        lab.writeSecret("passphrase", PASSPHRASE + "\n");
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void a_cluster_whose_ca_keys_a_password_manager_opens() {
        kprov.run("apply", "--yes").expect(0);

        assertThatOpensslOpens("ca.key");
        assertThatOpensslOpens("etcd/ca.key");
    }

    @Test
    @Order(2)
    void without_its_folder_nothing_new_is_made_and_the_way_back_is_named() throws IOException {
        Files.move(lab.directory().resolve(".kprov"), lab.directory().resolve("lost"));

        Outcome refused = kprov.run("apply", "--yes").expect(1);

        assertThat(refused.err())
                .contains("this is not a blank cluster", "kprov certs recover", "next: ");
        assertThat(store("ca.crt")).doesNotExist();
    }

    @Test
    @Order(3)
    void what_the_host_holds_comes_back_and_what_is_gone_is_said() throws IOException {
        Outcome recovered = kprov.run("certs", "recover", "--yes").expect(0);

        assertThat(recovered.out())
                .contains(
                        "cp-1: 11 certificates with key",
                        "keepalived's password",
                        "gone for good",
                        "the key of the CA etcd/ca",
                        "the key of the CA front-proxy-ca",
                        "kprov certs rotate-ca etcd")
                .doesNotContain("PRIVATE KEY");
        assertThatOpensslOpens("ca.key");
        for (String same :
                List.of("ca.crt", "sa.key", "vrrp-password", "hosts/cp-1/etcd/server.key")) {
            assertThat(store(same)).hasSameTextualContentAs(lost(same));
        }
        assertThat(store("etcd/ca.key")).doesNotExist();
    }

    @Test
    @Order(4)
    void then_there_is_nothing_to_do_and_a_new_kubeconfig_works() {
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("kubeconfig", "--out", "admin.kubeconfig").expect(0);

        String kubeconfig = StoryFolder.read(lab.directory().resolve("admin.kubeconfig"));
        assertThat(
                        host.execWithInput(
                                        kubeconfig,
                                        "sh",
                                        "-c",
                                        "cat >/root/kubeconfig && kubectl --kubeconfig"
                                                + " /root/kubeconfig get nodes -o name")
                                .orFail()
                                .answer())
                .isEqualTo("node/cp-1");
        kprov.run("status").expect(0);
        assertThat(StoryFolder.read(lab.directory().resolve("kprov.log")))
                .doesNotContain(PASSPHRASE)
                .doesNotContain("PRIVATE KEY");
    }

    private static Path store(String file) {
        return lab.directory().resolve(".kprov/lab/pki").resolve(file);
    }

    private static Path lost(String file) {
        return lab.directory().resolve("lost/lab/pki").resolve(file);
    }

    private static void assertThatOpensslOpens(String key) {
        assertThat(StoryFolder.read(store(key)))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        Program.run(
                        Duration.ofSeconds(30),
                        List.of(
                                "openssl",
                                "pkey",
                                "-in",
                                store(key).toString(),
                                "-passin",
                                "file:" + lab.directory().resolve("passphrase"),
                                "-noout"))
                .orFail();
    }
}
