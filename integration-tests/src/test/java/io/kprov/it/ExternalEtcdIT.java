package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/**
 * etcd on three machines of its own, two control planes and a worker: what is changed,
 * defragmented, full to the brim, and at last one of the three dies for good and is replaced.
 */
@Tag("lab")
@Tag("lab-core")
@ExtendWith(Chapters.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExternalEtcdIT {

    private static final String ENDPOINT = "api.lab:8443";
    private static final List<String> MEMBERS = List.of("etcd-1", "etcd-2", "etcd-3");

    /** Good or not: how fast this machine is nobody knows. */
    private static final String MEASURED = "%s +etcd-[1-3]:? %s";

    private static final Set<String> NODES = Set.of("cp-1", "cp-2", "w-1");

    /** Small, so that a story can reach it. */
    private static final int QUOTA = 150_000_000;

    @AutoClose private static Lab lab;
    private static KprovCli kprov;
    private static Kubectl kubectl;

    @BeforeAll
    static void start() {
        lab = Lab.start("etcd", "etcd-1", "etcd-2", "etcd-3", "cp-1", "cp-2", "w-1");
        kprov =
                lab.kprov(
                        lab.example("lab.yaml")
                                .with("controlPlane:\n", "controlPlane:\n  etcd: {external: {}}\n")
                                .withHosts(lab.hosts()));
        kubectl = new Kubectl(lab.host("cp-1"));
    }

    @Test
    @Order(1)
    void a_cluster_comes_up_on_an_etcd_apart() {
        kprov.run("lock").expect(0);
        assertThat(kprov.run("preflight").expect(0).out())
                .containsPattern(
                        MEASURED.formatted(
                                "etcd-disk", "(p99|longest) [0-9.]+ ms of [0-9]+ writes"))
                .containsPattern(MEASURED.formatted("etcd-latency", "[0-9.]+ ms to the farthest"));
        for (String name : MEMBERS) {
            assertThat(lab.host(name).sh("ls -A /var/lib/etcd; ls -A /var/lib | grep kprov || :"))
                    .as("what measuring left on %s", name)
                    .isEmpty();
        }

        kprov.run("apply", "--yes").expect(0);

        assertThat(kubectl.readyNodes()).containsExactlyInAnyOrderElementsOf(NODES);
        for (String name : MEMBERS) {
            LabHost host = lab.host(name);
            assertThat(host.etcdMembers()).as(name).containsExactlyElementsOf(MEMBERS);
            assertThat(host.sh("stat -c '%U:%G %a' /var/lib/etcd")).isEqualTo("etcd:etcd 700");
            assertThat(host.sh("ps -o user= -C etcd")).isEqualTo("etcd");
            assertThat(host.has("/etc/etcd/bootstrap.env")).as(name).isFalse();
            assertThat(new HostPki(host).rejected()).as(name).isEmpty();
        }
        assertThat(lab.host("cp-1").has("/etc/kubernetes/manifests/etcd.yaml")).isFalse();
        kprov.run("status").expect(0);
    }

    @Test
    @Order(2)
    void a_second_apply_finds_nothing_to_do_and_members_tell_what_they_have_measured() {
        assertThat(kprov.run("apply", "--yes").expect(0).out()).contains("nothing was changed");
        assertThat(kprov.run("preflight").expect(0).out())
                .containsPattern(
                        MEASURED.formatted(
                                "etcd-disk", "p99 [0-9.]+ ms of [0-9]+ writes of its member"))
                .containsPattern(
                        MEASURED.formatted(
                                "etcd-latency", "[0-9.]+ ms on average to the farthest"));
    }

    @Test
    @Order(3)
    void a_setting_reaches_one_member_after_the_other_and_no_write_is_lost() throws IOException {
        lab.write(
                new LabInventory(Files.readString(lab.directory().resolve("inventory.yaml")))
                        .with(
                                "kubernetes:\n",
                                "kubernetes:\n  etcd: {extraArgs: {heartbeat-interval: \"150\", quota-backend-bytes: \"%d\"}}\n"
                                        .formatted(QUOTA)));
        assertThat(kprov.plannedChanges())
                .containsOnlyKeys("etcd-1 run-etcd", "etcd-2 run-etcd", "etcd-3 run-etcd");
        ApiProbe probe = probe();

        kprov.run("apply", "--yes").expect(0);

        assertLostNothing(probe, "a setting of etcd");
        for (String name : MEMBERS) {
            assertThat(lab.host(name).sh("tr '\\0' '\\n' </proc/$(pgrep -x etcd)/environ"))
                    .contains("ETCD_HEARTBEAT_INTERVAL=150");
        }
        assertThat(kprov.plannedChanges()).isEmpty();
    }

    @Test
    @Order(4)
    void renewed_certificates_are_served_by_every_member() throws IOException {
        ApiProbe probe = probe();

        kprov.run("certs", "renew", "--all", "--yes").expect(0);

        assertLostNothing(probe, "renewal of all certificates");
        for (String name : MEMBERS) {
            HostPki pki = new HostPki(lab.host(name));
            assertThat(pki.rejected()).as(name).isEmpty();
            assertThat(pki.servedOfOld()).as(name).isEmpty();
        }
        assertThat(kprov.plannedChanges()).isEmpty();
        assertThat(kprov.run("status").expect(0).out()).doesNotContain("runs with another");
        kprov.run("certs", "list").expect(0);
        kprov.run("etcd", "members").expect(0);
    }

    @Test
    @Order(5)
    void defragmentation_under_load_shrinks_every_member_and_loses_no_write() {
        etcd("etcd-1", overwrite(100));
        compact(0);
        Map<String, Long> before = databases("bytes", 0);
        ApiProbe probe = probe();
        lab.host("etcd-2")
                .sh(
                        "cat >/root/writer.sh <<'EOF'\n"
                                + etcdctl()
                                + """
                                n=0
                                while :; do
                                    n=$((n + 1))
                                    ! etcdctl put "/lab/n/$n" "$n" >/dev/null 2>&1 || echo "$n"
                                done >/root/acknowledged
                                EOF
                                systemd-run --quiet --unit lab-writer sh /root/writer.sh
                                """);

        Outcome run = kprov.run("etcd", "defrag", "--yes").expect(0);

        lab.host("etcd-2").sh("systemctl stop lab-writer");
        assertLostNothing(probe, "defragmentation");
        String acknowledged = lab.host("etcd-2").read("/root/acknowledged");
        List<String> kept =
                etcd("etcd-3", "etcdctl get /lab/n/ --prefix --print-value-only").lines().toList();
        assertThat(acknowledged.lines()).isNotEmpty().allSatisfy(n -> assertThat(kept).contains(n));
        System.out.println(
                "writes past kprov during defragmentation: " + acknowledged.lines().count());
        run.out().lines().filter(line -> line.contains(" before, ")).forEach(System.out::println);
        Map<String, Long> after = databases("bytes", 0);
        for (String name : MEMBERS) {
            assertThat(after.get(name)).as(name).isLessThan(before.getOrDefault(name, 0L) / 2);
            assertThat(run.out()).containsPattern(name + ": .* MiB before, .* MiB now");
        }
        assertThat(kprov.run("etcd", "defrag", "--yes").expect(0).out())
                .contains("nothing was changed");
    }

    @Test
    @Order(6)
    void an_alarm_for_space_is_taken_back_when_space_was_made_and_not_before() {
        kprov.run("etcd", "alarms").expect(0);
        assertThat(etcd("etcd-1", overwrite(400) + " || true")).contains("database space exceeded");
        System.out.println(
                "health with an alarm: "
                        + etcd("etcd-1", "etcdctl endpoint health -w json 2>/dev/null || true"));

        assertThat(kprov.run("etcd", "alarms").expect(7).out()).contains("NOSPACE");
        assertThat(kprov.run("etcd", "alarms", "--disarm", "--yes").expect(1).err())
                .contains("less than 5 % of its quota left", "kprov etcd defrag");
        compact(7);
        kprov.run("etcd", "defrag", "--yes").expect(0);
        kprov.run("etcd", "alarms", "--disarm", "--yes").expect(0);

        assertThat(kprov.run("etcd", "alarms").expect(0).out()).contains("etcd has no alarm");
        etcd("etcd-1", "etcdctl put /lab/again yes");
        etcd("etcd-1", "etcdctl del /lab/ --prefix");
    }

    @Test
    @Order(7)
    void a_machine_that_died_is_replaced_and_no_write_is_lost() throws IOException {
        ApiProbe probe = probe();
        assertThat(kprov.run("etcd", "replace", "etcd-3", "--yes").expect(1).err())
                .contains("its etcd member is healthy");
        lab.replace("etcd-3");
        lab.trust();

        Outcome plan = kprov.run("plan");
        assertThat(plan.err() + plan.out())
                .contains(
                        "etcd-3",
                        "has lost its data",
                        "2 of 3 members are healthy",
                        "kprov etcd replace etcd-3");
        assertThat(kprov.run("etcd", "replace", "etcd-3", "--dry-run").expect(0).out())
                .contains(
                        "members 3, healthy 2, quorum 2; after removal: members 2, healthy 2, quorum 2",
                        "last safe point");
        Program run = kprov.start("etcd", "replace", "etcd-3", "--yes");
        Await.until(
                "the old member is removed",
                Duration.ofMinutes(5),
                () -> !lab.host("etcd-1").etcdMembers().contains("etcd-3"));
        run.kill();
        kprov.run("etcd", "replace", "etcd-3", "--yes").expect(0);

        assertLostNothing(probe, "replacement of a member");
        assertThat(lab.host("etcd-3").etcdMembers()).containsExactlyInAnyOrderElementsOf(MEMBERS);
        assertThat(kprov.plannedChanges()).isEmpty();
        kprov.run("status").expect(0);
    }

    /**
     * Forgets every revision but the last. etcdctl waits for the member that it asked, the others
     * free their space a little later.
     *
     * @param exit what {@code etcd members} ends with meanwhile: 7 when a member has an alarm
     */
    private static void compact(int exit) {
        etcd(
                "etcd-1",
                """
                rev=$(etcdctl get / -w fields | sed -n 's/^"Revision" : //p')
                etcdctl compact "$rev" --physical
                """);
        Await.until(
                "every member has freed its space",
                Duration.ofMinutes(1),
                () -> {
                    Map<String, Long> sizes = databases("bytes", exit);
                    Map<String, Long> used = databases("bytesInUse", exit);
                    return MEMBERS.stream()
                            .allMatch(name ->
                                    used.getOrDefault(name, Long.MAX_VALUE)
                                            < sizes.getOrDefault(name, 0L) / 2);
                });
    }

    /** Ten keys, again and again. */
    private static String overwrite(int times) {
        return """
        head -c 700000 /dev/zero | tr '\\0' x >/root/value
        (
            for n in $(seq %d); do
                etcdctl put "/lab/big/$((n %% 10))" </root/value 2>&1 >/dev/null || exit 1
            done
        )\
        """
                .formatted(times);
    }

    private static String etcdctl() {
        String pki = "/etc/kubernetes/pki/etcd/";
        return "etcdctl() { command etcdctl --endpoints %s --cacert %sca.crt --cert %shealthcheck-client.crt --key %shealthcheck-client.key \"$@\"; }\n"
                .formatted(
                        String.join(
                                ",",
                                MEMBERS.stream()
                                        .map(name ->
                                                "https://" + lab.host(name).address() + ":2379")
                                        .toList()),
                        pki,
                        pki,
                        pki);
    }

    private static String etcd(String host, String script) {
        return lab.host(host).sh(etcdctl() + script);
    }

    /** A size of every member's database. */
    private static Map<String, Long> databases(String size, int exit) {
        Map<String, Long> sizes = new TreeMap<>();
        new JsonMapper()
                .readTree(kprov.run("etcd", "members", "-o", "json").expect(exit).out())
                .forEach(member ->
                        sizes.put(member.path("name").asString(), member.path(size).asLong()));
        return sizes;
    }

    private static ApiProbe probe() {
        return ApiProbe.start(kubectl, lab.host("cp-1"), lab.host("w-1"), ENDPOINT);
    }

    private static void assertLostNothing(ApiProbe probe, String what) {
        ApiProbe.Report seen = probe.stop();
        System.out.printf(
                "%s: %d writes answered, longest gap %.1f s%n",
                what, seen.writes(), seen.longestGap());
        assertThat(seen.writes()).isPositive();
        assertThat(seen.lost()).isEmpty();
    }
}
