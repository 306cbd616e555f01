package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.Mishap;
import io.kprov.simulator.Recorder.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates made anew on a cluster that runs. */
class CertsRenewStoryTest {
    private final AtomicBoolean disk = new AtomicBoolean();
    private final Desk desk;

    CertsRenewStoryTest(@TempDir Path folder) {
        desk = new Desk(folder, this::fill);
    }

    private Mishap fill(String host, String command) {
        return disk.get() && host.equals("cp-2") && command.startsWith("kubeadm init phase")
                ? new Mishap.DiskFull()
                : new Mishap.None();
    }

    @BeforeEach
    void cluster() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().recorder().clear();
        Desk.awaitNextSecond();
    }

    /** Until a disk is full. */
    private void fail(String... words) {
        disk.set(true);
        assertThat(desk.kprov(words).expect(1).err()).contains("cp-2", "No space left");
        disk.set(false);
        desk.site().machine("cp-2").freeDisk();
    }

    private List<Mutation> mutations() {
        return desk.site().recorder().mutations().stream()
                .filter(mutation -> !mutation.command().equals("lock"))
                .toList();
    }

    @Test
    void all_are_made_anew_with_their_keys_and_are_in_force() {
        var before = pki();

        desk.kprov("certs", "renew", "--all", "--yes").expect(0);

        assertThat(changed(before))
                .contains("hosts/cp-1/apiserver.crt", "hosts/w-1/kubelet-serving.crt")
                .doesNotContain("ca.crt", "etcd/ca.crt")
                .noneMatch(file -> file.endsWith(".key"));
        for (String host : List.of("cp-1", "cp-2", "cp-3")) {
            assertThat(onHost(host, "/etc/kubernetes/pki/apiserver.crt"))
                    .isEqualTo(pki().get("hosts/" + host + "/apiserver.crt"));
        }
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void a_dry_run_shows_it_and_changes_nothing() {
        var before = pki();

        var shown = desk.kprov("certs", "renew", "apiserver", "--dry-run").expect(0);

        assertThat(shown.out())
                .contains(
                        "make apiserver of cp-1 anew: a renewal was asked for at ",
                        "cp-2: run the control plane with the wanted settings")
                .doesNotContain("etcd/peer");
        assertThat(pki()).isEqualTo(before);
        assertThat(mutations()).isEmpty();
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void one_of_one_host_with_a_new_key_touches_no_other_host() {
        var before = pki();

        desk.kprov("certs", "renew", "cp-2:scheduler.conf", "--new-keys", "--yes").expect(0);

        assertThat(changed(before))
                .containsExactly("hosts/cp-2/scheduler.conf.crt", "hosts/cp-2/scheduler.conf.key");
        assertThat(mutations().stream().map(Mutation::host).distinct()).containsExactly("cp-2");
    }

    @Test
    void what_was_interrupted_is_gone_on_with_and_nothing_is_made_twice() {
        fail("certs", "renew", "--all", "--yes");
        var halfway = pki();

        var resumed = desk.kprov("certs", "renew", "--all", "--yes").expect(0);

        assertThat(resumed.err()).contains("going on with the renewal that was begun at ");
        assertThat(pki()).isEqualTo(halfway);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
        Desk.awaitNextSecond();
        desk.kprov("certs", "renew", "--all", "--yes").expect(0);
        assertThat(changed(halfway)).contains("hosts/cp-1/apiserver.crt");
    }

    @Test
    void apply_goes_on_with_it_as_well() {
        fail("certs", "renew", "etcd/peer", "--yes");
        var halfway = pki();

        desk.kprov("apply", "--yes").expect(0);

        assertThat(pki()).isEqualTo(halfway);
        Desk.awaitNextSecond();
        desk.kprov("certs", "renew", "etcd/peer", "--yes").expect(0);
        assertThat(changed(halfway)).hasSize(3);
    }

    @Test
    void there_is_nothing_to_do_when_none_ends_within_the_time() {
        var before = pki();

        assertThat(desk.kprov("certs", "renew", "--within", "60d", "--yes").expect(0).out())
                .contains("no certificate ends within that time");
        assertThat(pki()).isEqualTo(before);
        assertThat(desk.kprov("certs", "renew", "--within", "2y", "--dry-run").expect(0).out())
                .contains("make apiserver of cp-1 anew");
    }

    @ParameterizedTest
    @CsvSource({
        "--yes, it is not said which certificates",
        "--yes --all apiserver, exclude one another",
        "--yes apisever, no certificate is called apisever",
        "--yes cp-9:apiserver, no certificate is called cp-9:apiserver",
        "--yes --within soon, is not a time",
        "--all, there is no terminal to ask on"
    })
    void what_is_not_clear_is_refused_before_anything_is_done(String words, String why) {
        var before = pki();
        var all = new ArrayList<>(List.of("certs", "renew"));
        all.addAll(List.of(words.split(" ")));

        assertThat(desk.kprov(all.toArray(String[]::new)).expect(64).err()).contains(why);

        assertThat(pki()).isEqualTo(before);
        assertThat(mutations()).isEmpty();
    }

    @Test
    void where_there_are_none_the_way_to_some_is_told(@TempDir Path elsewhere) {
        assertThat(new Desk(elsewhere).kprov("certs", "renew", "--all", "--yes").expect(1).err())
                .contains("there is no certificate to renew", "kprov apply", "kprov certs recover");
    }

    private Map<String, String> pki() {
        Path folder = desk.state().pki();
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString(), Files.readString(path));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return files;
    }

    private List<String> changed(Map<String, String> before) {
        return pki().entrySet().stream()
                .filter(file -> !file.getValue().equals(before.get(file.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String onHost(String host, String path) {
        return desk.site().machine(host).files().text(path);
    }
}
