package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ten thousand objects, a snapshot, and all three members lose their data: everything of the
 * snapshot is back, however often kprov is killed meanwhile. Then to one member of three, and from
 * the one that outlives a lost quorum.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class EtcdRestoreStory {
    private static final int OBJECTS = 10_000;
    private static final int KILLS = 3;
    private static final String SNAPSHOT = "snapshot.db";

    private final String topology;
    private final List<String> members;
    private final List<String> names;

    @AutoClose private Lab lab;
    private KprovCli kprov;
    private Kubectl kubectl;

    EtcdRestoreStory(String topology, List<String> members, List<String> names) {
        this.topology = topology;
        this.members = members;
        this.names = names;
    }

    /** The member's process is gone, with all that it had on its disk. */
    abstract void loseData(LabHost host);

    /** The same of a machine that does not start anything by itself afterwards. */
    abstract void loseForGood(LabHost host);

    @BeforeAll
    void start() {
        lab = Lab.start("restore-" + topology, names.toArray(String[]::new));
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with(
                                        "controlPlane:\n",
                                        "controlPlane:\n  etcd: {" + topology + ": {}}\n")
                                .withHosts(lab.hosts()));
        kubectl = new Kubectl(lab.host("cp-1"));
        kprov.run("lock").expect(0);
        kprov.run("apply", "--yes").expect(0);
        kubectl.giveKubeProxyTheNamesOfProtocols();
    }

    @Test
    @Order(1)
    void a_snapshot_of_ten_thousand_objects_is_proven_on_the_operators_machine()
            throws IOException {
        kubectl.run(
                        "create",
                        "deployment",
                        "web",
                        "--image=docker.io/library/busybox:1.35",
                        "--replicas=2",
                        "--",
                        "sleep",
                        "86400")
                .orFail();
        write("saved", OBJECTS);
        kprov.run("etcd", "backup", "now", "--host", members.getFirst()).expect(0);
        var pulled =
                new JsonMapper()
                        .readTree(
                                kprov.run("etcd", "backup", "pull", "--to", ".", "-o", "json")
                                        .expect(0)
                                        .out());
        Files.move(path(pulled.path("file").asString()), path(SNAPSHOT));
        write("late", 10);

        String shown = kprov.run("etcd", "verify", SNAPSHOT).expect(0).out();

        assertThat(shown).contains(uid());
        assertThat(keys(shown)).isGreaterThan(OBJECTS);
    }

    @Test
    @Order(2)
    void what_is_no_snapshot_of_this_cluster_is_refused_with_the_reason() throws IOException {
        byte[] good = Files.readAllBytes(path(SNAPSHOT));
        byte[] flipped = good.clone();
        flipped[indexOf(flipped, "/registry/configmaps/saved/")] ^= 1;
        Files.write(path("flipped.db"), flipped);
        Files.write(path("short.db"), Arrays.copyOf(good, good.length - 5_000));

        assertThat(refusal("flipped.db")).contains("its content is not what was saved");
        assertThat(refusal("short.db")).contains("cut short");
        assertThat(refusal("nowhere.db")).contains("there is no such file");
        other("other.db", "3.6.8");
        assertThat(refusal("other.db")).contains("of another cluster", uid());
        other("newer.db", "3.7.0");
        assertThat(refusal("newer.db")).contains("saved by etcd 3.7", "newer than the 3.6.8");
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(nodes());
    }

    @Test
    @Order(3)
    void all_of_the_snapshot_is_back_after_all_members_lost_their_data_and_kprov_was_killed() {
        members.forEach(name -> loseData(lab.host(name)));
        long seed = Long.getLong("lab.seed", System.nanoTime());
        System.out.println("kills at random times: repeat with -Dlab.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < KILLS; i++) {
            Program run = kprov.start("etcd", "restore", SNAPSHOT, "--yes");
            Await.pause(Duration.ofMillis(6_000 + random.nextInt(8_000)));
            run.kill();
        }

        kprov.run("etcd", "restore", SNAPSHOT, "--yes").expect(0);

        assertAllIsBack();
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(4)
    void one_member_of_three_is_restored_and_the_others_join_it() {
        write("late", 10);
        String first = members.getFirst();

        kprov.run("etcd", "restore", SNAPSHOT, "--members", first, "--yes").expect(0);

        assertThat(lab.host(first).etcdMembers()).containsExactly(first);
        assertThat(count("saved")).isEqualTo(OBJECTS);
        kprov.run("apply", "--yes").expect(0);
        assertThat(lab.host(first).etcdMembers()).containsExactlyInAnyOrderElementsOf(members);
        assertAllIsBack();
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(5)
    void a_lost_quorum_is_recovered_from_the_member_that_outlived() {
        write("late", 10);
        kprov.run("etcd", "recover", "--yes").expect(1);
        String survivor = members.getLast();
        members.stream()
                .filter(name -> !name.equals(survivor))
                .map(lab::host)
                .forEach(this::loseForGood);

        Outcome recovered = kprov.run("etcd", "recover", "--yes").expect(0);

        assertThat(recovered.err()).contains("taken: the data of " + survivor);
        kprov.run("apply", "--yes").expect(0);
        assertThat(lab.host(survivor).etcdMembers()).containsExactlyInAnyOrderElementsOf(members);
        assertThat(count("late")).isEqualTo(10);
        assertThat(count("saved")).isEqualTo(OBJECTS);
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(nodes());
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    private void assertAllIsBack() {
        assertThat(count("saved")).isEqualTo(OBJECTS);
        assertThat(count("late")).isZero();
        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(nodes());
        kubectl.run("rollout", "restart", "deployment/web").orFail();
        kubectl.run("rollout", "status", "deployment/web", "--timeout=180s").orFail();
    }

    private List<String> nodes() {
        return names.stream().filter(name -> !name.startsWith("etcd")).toList();
    }

    private void write(String namespace, int count) {
        var list = new StringBuilder("{apiVersion: v1, kind: List, items: [");
        list.append("{apiVersion: v1, kind: Namespace, metadata: {name: ")
                .append(namespace)
                .append("}}");
        IntStream.range(0, count)
                .forEach(i ->
                        list.append(
                                ",\n{apiVersion: v1, kind: ConfigMap, metadata: {name: o-%d, namespace: %s}, data: {n: '%d'}}"
                                        .formatted(i, namespace, i)));
        kubectl.runWithInput(list.append("]}").toString(), "create", "-f", "-").orFail();
    }

    /** Objects in the namespace that the story wrote. */
    private int count(String namespace) {
        return (int)
                kubectl.run("-n", namespace, "get", "configmaps", "-o", "name")
                        .orFail()
                        .out()
                        .lines()
                        .filter(line -> line.startsWith("configmap/o-"))
                        .count();
    }

    private String uid() {
        return kubectl.get("namespace", "kube-system").path("metadata").path("uid").asString();
    }

    private static long keys(String shown) {
        return shown.lines()
                .filter(line -> line.startsWith("keys"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private String refusal(String file) {
        Outcome refused = kprov.run("etcd", "restore", file, "--yes").expect(1);
        assertThat(refused.err()).contains("nothing was changed");
        return refused.err();
    }

    private Path path(String name) {
        return lab.directory().resolve(name);
    }

    /** A snapshot of an etcd that is none of this cluster's, by a release of the lab's mirror. */
    private void other(String file, String version) {
        LabHost host = lab.host(names.getLast());
        host.sh(
                """
                cd /root
                curl -fsS http://mirror.lab/github.com/etcd-io/etcd/releases/download/v%1$s/etcd-v%1$s-linux-amd64.tar.gz | tar xz
                cd etcd-v%1$s-linux-amd64
                ./etcd --log-level error >log 2>&1 &
                until ./etcdctl endpoint health; do sleep 0.2; done
                ./etcdctl put /registry/namespaces/kube-system 01234567-89ab-cdef-0123-456789abcdef
                # The version of the storage follows that of the cluster, a few seconds after the start.
                until ./etcdctl endpoint status -w json | grep -q '"storageVersion":"%2$s'; do sleep 0.2; done
                ./etcdctl snapshot save /root/%3$s
                kill $!
                """
                        .formatted(version, version.substring(0, 3), file));
        Docker.run("cp", host.container() + ":/root/" + file, path(file).toString()).orFail();
    }

    private static int indexOf(byte[] bytes, String text) {
        int found = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(found).isPositive();
        return found;
    }
}
