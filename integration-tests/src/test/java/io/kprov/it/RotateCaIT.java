package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * The cluster's CA, etcd's CA and the keys of service account tokens are replaced, one after the
 * other, while a pod uses the API; kprov is killed in the midst of every stage.
 */
@Tag("lab")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotateCaIT {

    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "cp-3", "w-1");
    private static final int STAGES = 3;
    private static final Duration STAGE = Duration.ofMinutes(20);
    private static final String OLD_KUBECONFIG = "/root/old.kubeconfig";

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;
    private static PodClient client;
    private static Optional<Watch> nodes = Optional.empty();
    private static Random random;

    @BeforeAll
    static void start() {
        lab = Lab.start("rotate", "cp-1", "cp-2", "cp-3", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .withHosts(
                                        lab.hosts().stream()
                                                .map(host ->
                                                        new Entry(
                                                                host,
                                                                host.name().startsWith("cp")
                                                                        ? "control-plane"
                                                                        : "worker"))
                                                .toArray(Entry[]::new)));
        kubectl = new Kubectl(lab.host("cp-1"));
        client = new PodClient(kubectl, lab.host("w-1"));
        long seed = Long.getLong("lab.seed", System.nanoTime());
        System.out.println("kills at random times: repeat with -Dlab.seed=" + seed);
        random = new Random(seed);
    }

    @Test
    @Order(1)
    void a_pod_uses_the_api_and_an_administrator_has_a_kubeconfig() {
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();
        giveKubeconfig(OLD_KUBECONFIG);
        assertThat(withKubeconfig(OLD_KUBECONFIG).succeeded()).isTrue();
        client.start();
        nodes = Optional.of(Watch.nodes(lab.host("cp-1")));
    }

    @Test
    @Order(2)
    void the_clusters_ca_is_replaced_under_everybodys_feet() {
        String old = lab.host("w-1").read("/etc/kubernetes/pki/ca.crt");
        assertThat(kprov.run("certs", "rotate-ca", "cluster").expect(0).out())
                .contains("by you before the next stage: default/deployment/client");

        rotate("cluster", "--workloads", "restart");

        for (LabHost host : lab.hosts()) {
            assertThat(host.read("/etc/kubernetes/pki/ca.crt"))
                    .as(host.name())
                    .isNotEqualTo(old)
                    .containsOnlyOnce("BEGIN CERTIFICATE");
            assertThat(new HostPki(host).rejected()).as(host.name()).isEmpty();
            host.sh(
                    "openssl verify -CAfile /etc/kubernetes/pki/ca.crt /var/lib/kubelet/pki/kubelet-client-current.pem");
        }
        assertThat(withKubeconfig(OLD_KUBECONFIG).succeeded()).isFalse();
        giveKubeconfig("/root/new.kubeconfig");
        assertThat(withKubeconfig("/root/new.kubeconfig").succeeded()).isTrue();
    }

    @Test
    @Order(3)
    void etcds_ca_is_replaced() {
        String old = lab.host("cp-1").read("/etc/kubernetes/pki/etcd/ca.crt");

        rotate("etcd");

        assertThat(lab.host("cp-3").read("/etc/kubernetes/pki/etcd/ca.crt"))
                .isNotEqualTo(old)
                .containsOnlyOnce("BEGIN CERTIFICATE");
        assertThat(lab.host("cp-2").etcdMembers()).containsExactly("cp-1", "cp-2", "cp-3");
    }

    @Test
    @Order(4)
    void the_keys_of_tokens_are_replaced_and_an_old_token_is_refused() {
        String token = kubectl.run("create", "token", "default", "--duration=6h").orFail().answer();
        assertThat(answerTo(token)).isEqualTo("200");

        rotate("sa");

        assertThat(answerTo(token)).isEqualTo("401");
        assertThat(lab.host("cp-1").read("/etc/kubernetes/pki/sa.pub"))
                .containsOnlyOnce("BEGIN PUBLIC KEY");
    }

    @Test
    @Order(5)
    void nodes_stayed_ready_and_the_pod_was_never_refused() throws IOException {
        Watch seenNodes = nodes.orElseThrow();
        seenNodes.stop();
        assertThat(seenNodes.seen().lines().filter(line -> line.matches(".*=(False|Unknown).*")))
                .isEmpty();
        PodClient.Report seen = client.report();
        String report =
                "three rotations: a pod's calls answered %d, unanswered %d, longest gap %d s"
                        .formatted(seen.served(), seen.unanswered(), seen.longestGap());
        System.out.println(report);
        Files.writeString(lab.directory().resolve("rotation.txt"), report + "\n");
        assertThat(seen.refused()).isEmpty();
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    /** Killed once in every stage; each time the same command goes on. */
    private static void rotate(String what, String... options) {
        List<String> words = new ArrayList<>(List.of("certs", "rotate-ca", what, "--run", "--yes"));
        words.addAll(List.of(options));
        String[] command = words.toArray(String[]::new);
        for (int stage = 1; stage <= STAGES; stage++) {
            String line = "stage " + stage + " of " + STAGES;
            Program run = kprov.start(command);
            run.awaitPrinted(line, STAGE, printed -> printed.contains(line));
            Await.pause(Duration.ofSeconds(5 + random.nextInt(40)));
            run.kill();
        }
        kprov.run(command).expect(0);
        client.awaitServed();
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    private static void giveKubeconfig(String path) {
        kprov.run("kubeconfig", "--out", "admin.kubeconfig").expect(0);
        String text = StoryFolder.read(lab.directory().resolve("admin.kubeconfig"));
        lab.host("cp-1").execWithInput(text, "sh", "-c", "umask 077; cat > " + path).orFail();
    }

    private static Outcome withKubeconfig(String path) {
        return lab.host("cp-1")
                .exec("kubectl", "--kubeconfig", path, "--cache-dir", "/dev/null", "get", "nodes");
    }

    /** The status of a call to the API with a token. */
    private static String answerTo(String token) {
        return lab.host("cp-2")
                .execWithInput(
                        "Authorization: Bearer " + token,
                        "sh",
                        "-c",
                        "cat >/root/header; curl -s -o /dev/null -w '%{http_code}' --cacert /etc/kubernetes/pki/ca.crt -H @/root/header https://127.0.0.1:6443/api")
                .orFail()
                .answer();
    }
}
