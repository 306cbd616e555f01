package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.kprov.it.LabInventory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One machine that is control plane and worker, without a load balancer. On its way there all that
 * can be wrong with a machine or a download is wrong once; after each the same command goes on.
 */
@Tag("lab")
@Tag("lab-core")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleControlPlaneIT {

    private static final String SUDO_PASSWORD = "a pass'word \"of $ops";
    private static final String WRONG_PASSWORD = "not-this-one";

    @AutoClose private static Lab lab;
    private static LabInventory inventory;
    private static LabHost host;
    private static KprovCli kprov;

    @BeforeAll
    static void start() {
        lab = Lab.start("single", "cp-1");
        host = lab.host("cp-1");
        inventory =
                lab.example("lab.yaml")
                        .with("endpoint: api.lab:8443", "endpoint: " + host.address() + ":6443")
                        .without("loadBalancer:")
                        .withHosts(new Entry(host, "control-plane, worker"));
        kprov = lab.kprov(inventory);
        kprov.run("lock").expect(0);
    }

    @Test
    @Order(1)
    void an_unknown_host_key_stops_the_run() {
        lab.forgetHostKeys();

        Outcome refused = kprov.run("apply", "--yes").expect(4);

        assertThat(refused.err()).contains("cp-1", "key").contains("kprov hostkeys");
        assertUntouched();
        lab.trust();
    }

    @Test
    @Order(2)
    void an_unreachable_host_is_named() {
        host.powerOff();

        Outcome refused = kprov.run("apply", "--yes").expect(4);

        assertThat(refused.err()).contains("cp-1", host.address());
        host.powerOn();
        assertUntouched();
    }

    @Test
    @Order(3)
    void sudo_with_no_or_a_wrong_password_stops_the_run() {
        host.sh("echo 'ops ALL=(ALL) ALL' > /etc/sudoers.d/ops");
        host.execWithInput("ops:" + SUDO_PASSWORD + "\n", "chpasswd").orFail();

        Outcome none = kprov.run("apply", "--yes").expect(4);
        assertThat(none.err()).contains("cp-1", "sudo", "ssh.sudoPassword");

        lab.write(
                inventory.with(
                        "  user: ops\n", "  user: ops\n  sudoPassword: ${file:sudo-password}\n"));
        lab.writeSecret("sudo-password", WRONG_PASSWORD);
        Outcome wrong = kprov.run("apply", "--yes").expect(4);
        assertThat(wrong.err())
                .contains("cp-1", "cannot become root", "correct ssh.sudoPassword")
                .doesNotContain(WRONG_PASSWORD);

        // From here on every command of this story is run with the password.
        lab.writeSecret("sudo-password", SUDO_PASSWORD);
        assertUntouched();
    }

    @Test
    @Order(4)
    void a_taken_port_is_named_with_the_program_that_has_it() {
        host.sh("systemd-run --quiet --unit squatter /usr/sbin/sshd -D -p 6443");
        Await.until(
                "something listens on port 6443",
                Duration.ofSeconds(20),
                () -> !host.sh("ss -Hltn 'sport = :6443'").isEmpty());

        Outcome refused = kprov.run("apply", "--yes").expect(1);

        assertThat(refused.err()).contains("cp-1", "port 6443", "kube-apiserver", "sshd", "next: ");
        host.sh("systemctl stop squatter");
        assertUntouched();
    }

    @Test
    @Order(5)
    void a_download_with_another_digest_is_refused_and_leaves_nothing() throws IOException {
        Path lock = lab.directory().resolve("kprov.lock");
        String right = Files.readString(lock);
        String expected = right.replaceFirst("(?s).*?\"sha256\": \"([0-9a-f]{64})\".*", "$1");
        String wrong = "0".repeat(64);
        Files.writeString(lock, right.replace(expected, wrong));

        Outcome failed = kprov.run("apply", "--yes").expect(1);

        assertThat(failed.err()).contains(expected, wrong, "why: ", "state: ", "next: ");
        // In the lab the Kubernetes programs share one file, so its digest stands in several
        // places.
        assertThat(host.sh("find /opt/kprov -path '*/kube*' -type f -o -name '.kprov.*'"))
                .isEmpty();
        Files.writeString(lock, right);
    }

    @Test
    @Order(6)
    void a_full_disk_is_named() {
        host.sh("mkdir -p /etc/kubernetes && mount -t tmpfs -o size=4k lab /etc/kubernetes");
        host.sh("head -c 4096 /dev/zero > /etc/kubernetes/full || true");

        Outcome failed = kprov.run("apply", "--yes").expect(1);

        assertThat(failed.err()).contains("cp-1", "No space left on device");
        host.sh("umount /etc/kubernetes");
    }

    @Test
    @Order(7)
    void the_same_command_finishes_the_job() {
        kprov.run("apply", "--yes").expect(0);

        assertThat(new Kubectl(host).readyNodes()).containsExactly("cp-1");
        assertThat(new HostPki(host).rejected()).isEmpty();
        kprov.run("plan", "--detailed-exitcode").expect(0);
        kprov.run("status").expect(0);
        assertThat(StoryFolder.read(lab.directory().resolve("kprov.log")))
                .doesNotContain(SUDO_PASSWORD);
    }

    @Test
    @Order(8)
    void every_certificate_is_listed_belongs_and_is_taken_up() {
        JsonNode list = certificates(0);

        List<String> files =
                new ArrayList<>(
                        host.sh("find /etc/kubernetes/pki /var/lib/kubelet/pki -name '*.crt'")
                                .lines()
                                .toList());
        files.addAll(
                host.sh("ls /etc/kubernetes/*.conf /var/lib/kubelet/pki/*-current.pem")
                        .lines()
                        .toList());
        assertThat(rows(list)).extracting(row -> row.path("path").asString()).containsAll(files);
        assertThat(list.path("findings").valueStream()).isEmpty();
        assertThat(rows(list))
                .filteredOn(row -> row.path("part").asString().equals("certificate"))
                .filteredOn(row -> !row.path("host").asString().isEmpty())
                .allSatisfy(row -> assertThat(row.path("privateKey").asString()).isEqualTo("fits"));
        assertThat(uses(list)).doesNotContain("no", "down");
        assertPortsPresentTheFiles(list);
        kprov.run("certs", "list", "--within", "30d").expect(0);
        kprov.run("certs", "list", "--within", "2y").expect(2);
    }

    @Test
    @Order(9)
    void without_openssl_on_the_host_it_is_known_as_well() {
        host.sh("mv /usr/bin/openssl /usr/bin/openssl.away");

        JsonNode list = certificates(0);

        host.sh("mv /usr/bin/openssl.away /usr/bin/openssl");
        assertPortsPresentTheFiles(list);
        assertThat(row(list, "/etc/kubernetes/pki/apiserver.crt").path("privateKey").asString())
                .isEqualTo("fits");
    }

    @Test
    @Order(10)
    void what_does_not_belong_among_the_certificates_is_named() {
        host.sh(
                """
                cd /etc/kubernetes/pki
                openssl req -x509 -newkey rsa:1024 -nodes -days 9 -subj /CN=stranger \
                    -keyout stranger.key -out stranger.crt 2>/dev/null
                chmod 0644 apiserver.key
                cp -p etcd/peer.key peer.key.saved
                cp etcd/server.key etcd/peer.key
                """);

        JsonNode list = certificates(7);

        assertThat(list.path("findings").valueStream())
                .extracting(
                        finding -> finding.path("kind").asString(),
                        finding -> finding.path("path").asString())
                .containsExactlyInAnyOrder(
                        tuple("foreign", "/etc/kubernetes/pki/stranger.crt"),
                        tuple("foreign", "/etc/kubernetes/pki/stranger.key"),
                        tuple("wrong-mode", "/etc/kubernetes/pki/apiserver.key"),
                        tuple("wrong-key", "/etc/kubernetes/pki/etcd/peer.crt"));
        kprov.run("certs", "list", "--within", "30d").expect(2);
        host.sh(
                """
                cd /etc/kubernetes/pki
                rm stranger.*
                mv peer.key.saved etcd/peer.key
                """);
        kprov.run("apply", "--yes").expect(0);
        assertThat(certificates(0).path("findings").valueStream()).isEmpty();
    }

    private static JsonNode certificates(int exit) {
        return new JsonMapper()
                .readTree(kprov.run("certs", "list", "-o", "json").expect(exit).out());
    }

    private static List<JsonNode> rows(JsonNode list) {
        return list.path("certificates").valueStream().toList();
    }

    private static JsonNode row(JsonNode list, String path) {
        return rows(list).stream()
                .filter(row -> row.path("path").asString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> uses(JsonNode list) {
        return rows(list).stream()
                .flatMap(row -> row.path("usedBy").valueStream())
                .map(use -> use.path("state").asString())
                .toList();
    }

    private static void assertPortsPresentTheFiles(JsonNode list) {
        assertThat(
                        List.of(
                                "/etc/kubernetes/pki/apiserver.crt",
                                "/etc/kubernetes/pki/etcd/server.crt",
                                "/etc/kubernetes/pki/etcd/peer.crt",
                                "/var/lib/kubelet/pki/kubelet-serving.crt"))
                .allSatisfy(path ->
                        assertThat(row(list, path).path("usedBy").path(0).path("state").asString())
                                .isEqualTo("yes"));
    }

    private static void assertUntouched() {
        assertThat(host.has("/opt/kprov")).isFalse();
        assertThat(host.has("/etc/kubernetes")).isFalse();
    }
}
