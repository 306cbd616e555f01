package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kprov.simulator.SimulatedMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster whose CAs are elsewhere: here, openssl with the script that the requests come with. */
class ExternalCaStoryTest {
    private static final List<String> CAS = List.of("ca", "etcd-ca", "front-proxy-ca");

    private final Path folder;
    private final Desk desk;

    ExternalCaStoryTest(@TempDir Path folder) {
        this.folder = folder;
        this.desk = new Desk(folder);
    }

    @BeforeAll
    static void openssl_is_here() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, "openssl"))),
                "no openssl on this machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"placed", "intermediate"})
    void a_cluster_is_made_of_what_openssl_signed(String kubelets) throws Exception {
        external(kubelets);
        assertThat(desk.kprov("apply", "--yes").expect(1).err())
                .contains("the external CA has not signed all certificates")
                .contains("kprov certs csr", "kprov certs import");

        var asked = desk.kprov("certs", "csr", "--out", "requests").expect(0);
        assertThat(asked.out()).contains("requests to ", "next: have them signed");
        sign();
        var taken = desk.kprov("certs", "import", "requests").expect(0);

        assertThat(taken.out()).contains("nothing is missing; next: kprov apply");
        desk.kprov("apply", "--yes").expect(0);
        assertThat(desk.kprov("plan", "--detailed-exitcode").expect(0).out())
                .startsWith("Nothing to do");
        assertThat(desk.kprov("certs", "csr", "--out", "requests").expect(0).out())
                .isEqualTo("nothing is to be signed: every certificate is here\n");
        for (String host : List.of("cp-1", "cp-2", "cp-3", "w-1", "w-2")) {
            SimulatedMachine machine = desk.site().machine(host);
            for (String ca : List.of("ca", "etcd/ca", "front-proxy-ca")) {
                assertThat(machine.files().exists("/etc/kubernetes/pki/" + ca + ".key"))
                        .as(host + " " + ca)
                        .isFalse();
            }
            boolean placed = kubelets.equals("placed");
            assertThat(machine.files().exists("/var/lib/kubelet/pki/kubelet-client-current.pem"))
                    .isEqualTo(placed);
            assertThat(machine.files().exists("/etc/kubernetes/pki/kubelet-ca.key"))
                    .isEqualTo(!placed && host.startsWith("cp"));
        }
        assertThat(desk.site().machine("cp-1").files().text("/etc/kubernetes/super-admin.conf"))
                .contains("  user: {}\n")
                .doesNotContain("client-");
        Path inventory = folder.resolve("inventory.yaml");
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replaceFirst(
                                "(?m)^kubernetes:$",
                                "kubernetes:\n  scheduler: {extraArgs: {v: \"3\"}}"));
        assertThat(desk.kprov("apply", "--yes").expect(0).out()).contains("kube-scheduler");
        assertThat(desk.kprov("kubeconfig").expect(1).err())
                .contains("the key of the CA that would sign it is not here");
    }

    @Test
    void what_is_missing_is_said_and_a_part_is_taken() throws Exception {
        external("placed");
        desk.kprov("certs", "csr", "--out", "requests").expect(0);
        sign();
        Files.delete(folder.resolve("requests/ca/kubelet-client.w-1.crt"));

        var taken = desk.kprov("certs", "import", "requests").expect(0);

        assertThat(taken.err()).contains("still missing: ca/kubelet-client.w-1.crt");
        assertThat(taken.out()).contains(", 1 are still missing");
        assertThat(desk.kprov("apply", "--yes").expect(1).err())
                .contains("1 are missing: kubelet-client of w-1");
        desk.kprov("certs", "csr", "--out", "requests").expect(0);
        assertThat(requests()).containsExactly("ca/kubelet-client.w-1.csr");
    }

    @Test
    void what_was_not_asked_is_refused_in_four_parts_and_nothing_is_taken() throws Exception {
        external("placed");
        desk.kprov("certs", "csr", "--out", "requests").expect(0);
        sign();
        Files.copy(
                folder.resolve("requests/ca/scheduler.conf.cp-1.crt"),
                folder.resolve("requests/ca/admin.conf.cp-1.crt"),
                StandardCopyOption.REPLACE_EXISTING);

        var refused = desk.kprov("certs", "import", "requests").expect(1);

        assertThat(refused.err())
                .contains("ca/admin.conf.cp-1.crt is not what was asked for")
                .contains("why:   it is not for the key of the request")
                .contains("CN: system:kube-scheduler, wanted kubernetes-admin")
                .contains("state: no file of the folder was taken", "next:  Have the request");
        assertThat(desk.state().pki().resolve("ca.crt")).doesNotExist();
    }

    @Test
    void a_cluster_whose_ca_is_here_has_nothing_to_ask() {
        assertThat(desk.kprov("certs", "csr").expect(1).err())
                .contains("there is no paper work with a CA to do", "pki.ca");
    }

    @Test
    void a_ca_that_is_brought_signs_and_pods_trust_its_root() throws Exception {
        inventory("pki: {ca: {brought: {}}}\n");
        assertThat(desk.kprov("plan").expect(1).err())
                .contains("the cluster's CA is to be brought, and it is not there");
        makeCas();
        Files.createDirectories(desk.state().pki());
        Files.copy(folder.resolve("ca.crt"), desk.state().pki().resolve("ca.crt"));
        Files.copy(folder.resolve("ca.key"), desk.state().pki().resolve("ca.key"));

        desk.kprov("apply", "--yes").expect(0);

        assertThat(desk.kprov("plan", "--detailed-exitcode").expect(0).out())
                .startsWith("Nothing to do");
        var files = desk.site().machine("cp-1").files();
        assertThat(files.text("/etc/kubernetes/pki/ca.crt")).containsOnlyOnce("BEGIN CERTIFICATE");
        assertThat(files.text("/etc/kubernetes/pki/ca-bundle.crt").split("BEGIN", -1)).hasSize(3);
        assertThat(files.text("/etc/kubernetes/manifests/kube-controller-manager.yaml"))
                .contains("ca-bundle.crt");
    }

    private void external(String kubelets) {
        inventory("pki: {ca: {external: {kubelets: " + kubelets + "}}}\n");
    }

    private void inventory(String pki) {
        try {
            Files.writeString(folder.resolve("inventory.yaml"), pki, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<String> requests() throws IOException {
        Path requests = folder.resolve("requests");
        try (var files = Files.walk(requests)) {
            return files.map(file -> requests.relativize(file).toString())
                    .filter(file -> file.endsWith(".csr"))
                    .sorted()
                    .toList();
        }
    }

    /** A root, and below it one CA for each purpose. */
    private void makeCas() throws Exception {
        Files.writeString(
                folder.resolve("ext"),
                "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n");
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 900"
                        + " -keyout root.key -out root.crt -subj /CN=root");
        for (String ca : CAS) {
            openssl(
                    "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "
                            + ca
                            + ".key -out "
                            + ca
                            + ".csr -subj /O=Example/CN="
                            + ca);
            openssl(
                    "x509 -req -in "
                            + ca
                            + ".csr -CA root.crt -CAkey root.key -set_serial 0x"
                            + (100 + CAS.indexOf(ca))
                            + " -days 800 -extfile ext -out "
                            + ca
                            + ".crt");
            Files.writeString(
                    folder.resolve(ca + ".crt"),
                    Files.readString(folder.resolve("root.crt")),
                    StandardOpenOption.APPEND);
        }
    }

    private void sign() throws Exception {
        makeCas();
        for (String ca : CAS) {
            run(
                    folder.resolve("requests"),
                    "sh",
                    "sign.sh",
                    ca,
                    "../" + ca + ".crt",
                    "../" + ca + ".key");
        }
    }

    private void openssl(String words) throws Exception {
        run(
                folder,
                Stream.concat(Stream.of("openssl"), Stream.of(words.split(" ", -1)))
                        .toArray(String[]::new));
    }

    private static void run(Path where, String... words) throws Exception {
        Process process =
                new ProcessBuilder(words)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(List.of(words) + "\n" + output).isZero();
    }
}
