package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.simulator.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder {@code .kprov} that is gone, and a cluster that lives. */
class RecoverStoryTest {
    private static final List<String> NEVER_ON_HOSTS =
            List.of(
                    "etcd/ca.key",
                    "front-proxy-ca.key",
                    "operator/super-admin.conf.crt",
                    "operator/super-admin.conf.key");

    @TempDir private Path folder;
    private Desk desk;
    private Map<String, String> before;

    @BeforeEach
    void a_cluster() throws IOException {
        desk = new Desk(folder);
        desk.kprov("apply", "--yes").expect(0);
        before = store();
    }

    private Map<String, String> store() throws IOException {
        Path pki = desk.state().pki();
        var files = new TreeMap<String, String>();
        try (Stream<Path> walk = Files.walk(pki)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                files.put(pki.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }

    private void lose() throws IOException {
        Files.move(folder.resolve(".kprov"), folder.resolve("lost"));
    }

    private void lose(String file) throws IOException {
        Files.delete(desk.state().pki().resolve(file));
    }

    private SimulatedMachine machine(String name) {
        return desk.site().machine(name);
    }

    private Desk.Ran recover() {
        return desk.kprov("certs", "recover", "--yes");
    }

    @Test
    void all_that_hosts_hold_comes_back_and_then_there_is_nothing_to_do() throws IOException {
        lose();
        var refused = desk.kprov("plan").expect(1);
        assertThat(refused.out() + refused.err()).contains("kprov certs recover");

        var ran = recover().expect(0);

        assertThat(ran.out())
                .contains(
                        "ca.crt",
                        "  cp-1: 11 certificates with key\n",
                        "  w-1: 1 certificate with key\n",
                        "  keepalived's password\n",
                        "  operator/super-admin.conf, made anew: no host keeps its key\n",
                        "  journals and saved plans of earlier runs\n",
                        "  the key of the CA etcd/ca, which is on no host\n",
                        "    kprov certs rotate-ca etcd\n",
                        "    kprov certs rotate-ca front-proxy\n")
                .doesNotContain("PRIVATE KEY");
        var after = store();
        for (String file : NEVER_ON_HOSTS) {
            before.remove(file);
            after.remove(file);
        }
        assertThat(after).isEqualTo(before);
        assertThat(desk.kprov("plan", "--detailed-exitcode").expect(0).out())
                .contains("Nothing to do");
        desk.kprov("kubeconfig", "--out", "k").expect(0);
        assertThat(recover().expect(0).out()).contains("nothing to fetch");
    }

    @Test
    void keys_are_for_their_owner_only() throws IOException {
        lose();

        recover().expect(0);

        try (Stream<Path> walk = Files.walk(desk.state().pki())) {
            assertThat(walk.filter(path -> path.toString().endsWith(".key")).toList())
                    .isNotEmpty()
                    .allSatisfy(key ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(key)))
                                    .isEqualTo("rw-------"));
        }
    }

    @Test
    void as_json_it_says_what_is_back_and_what_is_gone() throws IOException {
        lose();

        var json = desk.kprov("certs", "recover", "--yes", "-o", "json").expect(0).json();

        assertThat(json.propertyNames())
                .containsExactly("recovered", "made", "vrrpPassword", "left", "lostKeys", "silent");
        assertThat(json.path("lostKeys").valueStream().map(lost -> lost.path("ca").stringValue()))
                .containsExactly("front-proxy-ca", "etcd/ca");
        assertThat(json.path("recovered").toString()).contains("hosts/cp-3/etcd/peer.key");
    }

    @Test
    void it_asks_and_writes_nothing_where_nobody_answers() throws IOException {
        lose();

        var ran = desk.kprov("certs", "recover").expect(64);

        assertThat(ran.err()).contains("asks before it writes keys", "give --yes");
        assertThat(folder.resolve(".kprov")).doesNotExist();
    }

    @Test
    void single_files_come_back_and_the_rest_stays() throws IOException {
        lose("ca.key");
        lose("hosts/cp-2/etcd/peer.key");
        lose("sa.pub");

        recover().expect(0);

        assertThat(store()).isEqualTo(before);
    }

    @Test
    void a_lost_key_that_hosts_never_have_is_told_of_and_stops_nothing() throws IOException {
        lose("etcd/ca.key");

        assertThat(recover().expect(0).out()).contains("the key of the CA etcd/ca");
        desk.kprov("plan", "--detailed-exitcode").expect(0);

        lose("hosts/cp-2/etcd/peer.key");
        var blocked = desk.kprov("plan").expect(1);
        assertThat(blocked.out())
                .contains(
                        "! cp-1: make keys and certificates on this machine", "etcd/peer of cp-2");
        assertThat(blocked.out() + blocked.err())
                .contains("the CA etcd/ca must sign, and its key is gone");
        desk.kprov("kubeconfig", "--out", "k").expect(0);
        recover().expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void control_planes_that_disagree_are_named_and_nothing_is_written() throws IOException {
        lose();
        machine("cp-3").files().write("/etc/kubernetes/pki/sa.key", "another");

        var ran = recover().expect(1);

        assertThat(ran.err())
                .contains(
                        "the control planes do not agree on sa.key",
                        "one on cp-1, cp-2; another on cp-3",
                        "Find out which of them the running cluster uses");
        assertThat(store()).isEmpty();
    }

    @Test
    void a_key_that_is_not_its_certificates_is_refused() throws IOException {
        lose();
        String another = machine("cp-1").files().text("/etc/kubernetes/pki/apiserver.key");
        for (String name : List.of("cp-1", "cp-2", "cp-3")) {
            machine(name).files().write("/etc/kubernetes/pki/ca.key", another);
        }

        assertThat(recover().expect(1).err()).contains("it is not the key of ca.crt");
        assertThat(store()).isEmpty();
    }

    @Test
    void what_a_host_holds_wrongly_stays_there_and_is_named() throws IOException {
        lose();
        var files = machine("cp-2").files();
        files.write(
                "/etc/kubernetes/pki/apiserver.key",
                files.text("/etc/kubernetes/pki/etcd/peer.key"));
        machine("w-1").files().remove("/var/lib/kubelet/pki/kubelet-serving.crt");

        assertThat(recover().expect(0).out())
                .contains(
                        "not had back: apiserver of cp-2, its key is another's",
                        "not had back: kubelet-serving of w-1, it is not there");
    }

    @Test
    void a_host_that_is_away_is_fetched_from_when_it_is_back() throws IOException {
        lose();
        machine("cp-3").powerOff();

        assertThat(recover().expect(0).out()).contains("not asked: cp-3 (");
        assertThat(store()).doesNotContainKey("hosts/cp-3/etcd/peer.key");

        machine("cp-3").powerOn();
        recover().expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void without_a_majority_of_the_control_planes_nothing_is_believed() throws IOException {
        lose();
        machine("cp-2").powerOff();
        machine("cp-3").powerOff();

        assertThat(recover().expect(4).err()).contains("cp-2", "cp-3");
        assertThat(store()).isEmpty();
    }

    @Test
    void blank_hosts_have_nothing_to_give() throws IOException {
        lose();
        List.of("cp-1", "cp-2", "cp-3", "w-1", "w-2").forEach(name -> machine(name).wipe());

        assertThat(recover().expect(1).err()).contains("ca.crt is on no control plane");
    }
}
