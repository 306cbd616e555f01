package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.pki.Kubeconfig;
import io.kprov.pki.ParsedCertificate;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.Recorder.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A CA and the keys of tokens replaced on a cluster that runs. */
class CertsRotateCaStoryTest {
    private static final String CA = "/etc/kubernetes/pki/ca.crt";
    private static final List<String> NODES = List.of("cp-1", "cp-2", "cp-3", "w-1");

    private final AtomicReference<String> fatal = new AtomicReference<>("");
    private final Desk desk;

    CertsRotateCaStoryTest(@TempDir Path folder) {
        desk = new Desk(folder, this::fill);
    }

    /** The disk of cp-2 is full when it comes to this command. */
    private Mishap fill(String host, String command) {
        String words = fatal.get();
        return !words.isEmpty() && host.equals("cp-2") && command.contains(words)
                ? new Mishap.DiskFull()
                : new Mishap.None();
    }

    @BeforeEach
    void cluster() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
    }

    @Test
    void without_run_the_next_stage_is_shown_and_nothing_happens() {
        var shown = desk.kprov("certs", "rotate-ca", "cluster").expect(0);

        assertThat(shown.out())
                .contains(
                        "stage 1 of 3: everybody trusts the old CA and the new one",
                        "make the successor of ca",
                        "w-1: have the kubelet trust the cluster's CA",
                        "cluster-info has another CA",
                        "then stage 2 of 3: the new CA signs",
                        "then stage 3 of 3: nobody trusts the old CA");
        assertThat(shown.err()).contains("nothing was changed; to do it: --run");
        assertThat(mutations()).isEmpty();
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void after_three_stages_every_node_has_the_new_ca_alone_and_is_of_it() {
        String old = onHost("cp-1", CA);
        withClientCertificatesOfTheKubelets();

        var told = desk.kprov("certs", "rotate-ca", "cluster", "--run", "--yes").expect(0);

        assertThat(told.out())
                .containsSubsequence("stage 1 of 3", "stage 2 of 3", "stage 3 of 3", "is rotated");
        String now = onHost("cp-1", CA);
        assertThat(ParsedCertificate.parseAll(CA, now)).hasSize(1);
        assertThat(now).isNotEqualTo(old).isEqualTo(read("ca.crt"));
        var ca = ParsedCertificate.parse(CA, now);
        for (String node : NODES) {
            assertThat(onHost(node, CA)).as(node).isEqualTo(now);
            assertThat(Kubeconfig.trusted(onHost(node, "/etc/kubernetes/kubelet.conf")))
                    .as(node)
                    .contains(now);
            assertThat(certificate(node, "/var/lib/kubelet/pki/kubelet-client-current.pem"))
                    .as(node)
                    .matches(client -> client.isSignedBy(ca))
                    .matches(client -> client.subject().commonName().equals("system:node:" + node));
        }
        assertThat(certificate("cp-3", "/etc/kubernetes/pki/apiserver.crt").isSignedBy(ca))
                .isTrue();
        assertThat(desk.state().pki()).isDirectoryNotContaining("glob:**.next.*");
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"etcd", "front-proxy", "sa"})
    void the_others_touch_control_planes_only(String what) {
        String file =
                switch (what) {
                    case "sa" -> "sa.pub";
                    case "etcd" -> "etcd/ca.crt";
                    default -> what + "-ca.crt";
                };
        String old = read(file);

        desk.kprov("certs", "rotate-ca", what, "--run", "--yes").expect(0);

        for (String host : List.of("cp-1", "cp-2", "cp-3")) {
            assertThat(onHost(host, "/etc/kubernetes/pki/" + file))
                    .isNotEqualTo(old)
                    .isEqualTo(read(file));
        }
        assertThat(mutations().stream().map(Mutation::host)).doesNotContain("w-1");
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    /** Stages: both trusted; the new one signs; the old one dropped. */
    @ParameterizedTest
    @CsvSource({
        "cluster, trust-ca, 1",
        "cluster, kubeadm init phase control-plane apiserver, 1",
        "etcd, kubeadm init phase etcd, 1"
    })
    void what_failed_in_its_midst_is_gone_on_with(String what, String command, int stage) {
        fatal.set(command);
        var failed = desk.kprov("certs", "rotate-ca", what, "--run", "--yes").expect(1);
        assertThat(failed.out()).contains("stage %d of 3".formatted(stage));
        assertThat(failed.err()).contains("cp-2", "No space left");
        fatal.set("");
        desk.site().machine("cp-2").freeDisk();

        desk.kprov("certs", "rotate-ca", what, "--run", "--yes").expect(0);

        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void apply_brings_hosts_to_the_stage_and_never_beyond() {
        fatal.set("trust-ca");
        desk.kprov("certs", "rotate-ca", "cluster", "--run", "--yes").expect(1);
        fatal.set("");
        desk.site().machine("cp-2").freeDisk();

        desk.kprov("apply", "--yes").expect(0);

        assertThat(ParsedCertificate.parseAll(CA, onHost("w-1", CA))).hasSize(2);
        assertThat(desk.kprov("plan", "--detailed-exitcode").expect(0).err())
                .contains("stage 1 of 3", "go on with: kprov certs rotate-ca cluster --run");
    }

    @Test
    void a_second_one_waits_for_the_first() {
        fatal.set("trust-ca");
        desk.kprov("certs", "rotate-ca", "cluster", "--run", "--yes").expect(1);

        assertThat(desk.kprov("certs", "rotate-ca", "etcd", "--run", "--yes").expect(1).err())
                .contains("the rotation of ca is under way", "certs rotate-ca");
    }

    @Test
    void a_host_that_is_away_keeps_a_stage_from_beginning() {
        desk.site().machine("w-1").powerOff();

        assertThat(desk.kprov("certs", "rotate-ca", "cluster", "--run", "--yes").expect(4).err())
                .contains("w-1");
        assertThat(mutations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "clutser --run --yes, no CA is called clutser",
        "cluster --run, there is no terminal to ask on",
        "cluster --run --yes --workloads kill, WAIT"
    })
    void what_is_not_clear_is_refused_before_anything_is_done(String words, String why) {
        var all = new ArrayList<>(List.of("certs", "rotate-ca"));
        all.addAll(List.of(words.split(" ")));

        assertThat(desk.kprov(all.toArray(String[]::new)).expect(64).err()).contains(why);

        assertThat(mutations()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cluster", "sa"})
    void where_there_is_none_nothing_is_begun(String what, @TempDir Path elsewhere) {
        var blank = new Desk(elsewhere);

        assertThat(blank.kprov("certs", "rotate-ca", what, "--run", "--yes").expect(1).err())
                .contains("to rotate", "kprov apply", "kprov certs recover");

        // keepalived's password is made by every look at the wish, and is no part of the PKI.
        assertThat(blank.state().pki())
                .isDirectoryNotContaining(file -> !file.endsWith("vrrp-password"));
        assertThat(blank.site().recorder().mutations())
                .allMatch(mutation -> mutation.command().equals("lock"));
    }

    /** As real kubelets have them; of the CA that there is now. */
    private void withClientCertificatesOfTheKubelets() {
        for (String node : NODES) {
            desk.site()
                    .machine(node)
                    .files()
                    .write(
                            "/var/lib/kubelet/pki/kubelet-client-current.pem",
                            onHost(node, "/var/lib/kubelet/pki/kubelet-serving.crt"));
        }
    }

    private List<Mutation> mutations() {
        return desk.site().recorder().mutations().stream()
                .filter(mutation -> !mutation.command().equals("lock"))
                .toList();
    }

    private ParsedCertificate certificate(String host, String path) {
        return ParsedCertificate.parse(path, onHost(host, path));
    }

    private String onHost(String host, String path) {
        return desk.site().machine(host).files().text(path);
    }

    private String read(String file) {
        try {
            return Files.readString(desk.state().pki().resolve(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
