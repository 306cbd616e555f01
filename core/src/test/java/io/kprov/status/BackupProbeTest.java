package io.kprov.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.BackupFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.Cluster;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the hosts' own lines say of the backup, every six hours, and what is told of it. */
class BackupProbeTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String AT = "folder /mnt/backups";
    private static final String SNAPSHOT =
            """
            {"file":"prod.%1$s.20260601T000000Z.7.db","cluster":"prod","host":"%1$s","time":"%2$s","size":1,"sha256":"%3$s","encrypted":false,"proof":{"revision":7,"keys":3,"bytes":1,"version":"3.6.0","cluster":"","sha256":"%3$s"}}\
            """;

    private final Map<String, ClusterView.Look> looks = new LinkedHashMap<>();

    private static Cluster cluster(String target) {
        String network = "network: {flannel: {backend: vxlan}}";
        return Clusters.highlyAvailable(network, network + "\nbackup: {every: 6h" + target + "}")
                .cluster();
    }

    private static Cluster cluster() {
        return cluster(", target: {folder: /mnt/backups}");
    }

    private static String newest(String host, String time) {
        return "newest " + SNAPSHOT.formatted(host, time, "ab".repeat(32));
    }

    private static String sent(String target, String host, String time) {
        return "sent {\"target\":\"%s\",\"snapshot\":%s}"
                .formatted(target, SNAPSHOT.formatted(host, time, "ab".repeat(32)));
    }

    private static String last(String failed, String unsent) {
        return "last {\"time\":\"2026-06-01T11:00:00Z\",\"failed\":\"%s\",\"target\":\"%s\",\"unsent\":\"%s\"}"
                .formatted(failed, AT, unsent);
    }

    private static String since(String time) {
        return "since " + Instant.parse(time).getEpochSecond();
    }

    private BackupProbeTest host(String name, String... lines) {
        return host(name, new UnitState(true, "active", "waiting", true, false, Map.of()), lines);
    }

    private BackupProbeTest host(String name, UnitState timer, String... lines) {
        var fact = new BackupFact();
        var parsed = fact.source().parse(List.of(fact), List.of(lines));
        var facts = new LinkedHashMap<Fact<?>, Object>(parsed);
        facts.put(new UnitFact("kprov-etcd-backup.timer"), timer);
        facts.put(
                new UnitFact("kprov-etcd-backup"),
                new UnitState(true, "inactive", "dead", false, false, Map.of()));
        looks.put(name, new ClusterView.Look.Seen(new HostFacts(facts)));
        return this;
    }

    private Condition judge(Cluster cluster) {
        return new BackupProbe().judge(cluster, new ClusterView(cluster, looks), NOW).orElseThrow();
    }

    @Test
    void the_newest_that_the_target_has_is_named() {
        host(
                "cp-1",
                newest("cp-1", "2026-06-01T11:45:00Z"),
                sent(AT, "cp-1", "2026-06-01T11:45:00Z"),
                last("", ""));
        host(
                "cp-2",
                newest("cp-2", "2026-06-01T09:00:00Z"),
                sent(AT, "cp-2", "2026-06-01T09:00:00Z"),
                last("", ""));

        assertThat(judge(cluster()))
                .isEqualTo(
                        Condition.ok(
                                "backup",
                                "last proven 15 min ago on cp-1, revision 7, at folder /mnt/backups"));
    }

    @Test
    void without_a_target_the_host_is_the_place() {
        host("cp-1", newest("cp-1", "2026-06-01T09:59:00Z"), last("", ""));

        assertThat(judge(cluster("")))
                .isEqualTo(
                        Condition.ok(
                                "backup",
                                "last proven 2 h 1 min ago on cp-1, revision 7, on the host"));
    }

    @Test
    void one_host_that_fails_is_a_warning_with_its_reason() {
        host(
                "cp-1",
                newest("cp-1", "2026-06-01T11:45:00Z"),
                sent(AT, "cp-1", "2026-06-01T11:45:00Z"));
        host("cp-2", newest("cp-2", "2026-05-20T00:00:00Z"), last("too little space", "no folder"));

        var condition = judge(cluster());

        assertThat(condition.level()).isEqualTo(Level.WARNING);
        assertThat(condition.details())
                .containsExactly(
                        "cp-2: no snapshot: too little space",
                        "cp-2: not sent to folder /mnt/backups: no folder",
                        "cp-2: its last one is 12 d 12 h old");
    }

    @Test
    void it_is_bad_when_the_target_has_none_that_is_younger_than_twice_the_schedule() {
        host(
                "cp-1",
                newest("cp-1", "2026-06-01T11:45:00Z"),
                sent(AT, "cp-1", "2026-05-31T23:59:00Z"),
                last("", "No space left on device"));

        assertThat(judge(cluster()))
                .isEqualTo(
                        Condition.bad(
                                "backup",
                                "last proven 12 h 1 min ago on cp-1, revision 7, at folder /mnt/backups: twice as long as every 6 h",
                                List.of(
                                        "cp-1: not sent to folder /mnt/backups: No space left on device")));
    }

    @Test
    void what_another_target_has_does_not_count() {
        host(
                "cp-1",
                newest("cp-1", "2026-06-01T11:45:00Z"),
                sent("folder /mnt/old", "cp-1", "2026-06-01T11:45:00Z"),
                since("2026-05-01T00:00:00Z"));

        assertThat(judge(cluster()).sentence())
                .isEqualTo("there is none yet, at folder /mnt/backups");
        assertThat(judge(cluster()).level()).isEqualTo(Level.BAD);
    }

    @Test
    void a_timer_that_was_only_just_set_up_has_time() {
        host("cp-1", since("2026-06-01T11:50:00Z"));
        assertThat(judge(cluster()).level()).isEqualTo(Level.WARNING);

        host("cp-1", since("2026-05-31T23:00:00Z"));
        assertThat(judge(cluster()).level()).isEqualTo(Level.BAD);
    }

    @Test
    void a_timer_that_is_missing_or_stopped_is_told() {
        host(
                "cp-1",
                new UnitState(false, "inactive", "dead", false, false, Map.of()),
                sent(AT, "cp-1", "2026-06-01T11:45:00Z"));
        host("cp-2", new UnitState(true, "inactive", "dead", true, false, Map.of()));

        assertThat(judge(cluster()).details())
                .containsExactly(
                        "cp-1 has no timer for it yet: kprov apply", "cp-2: its timer is inactive");
    }

    @Test
    void when_no_host_tells_it_is_bad_and_without_a_backup_nothing_is_said() {
        assertThat(judge(cluster()))
                .isEqualTo(Condition.bad("backup", "no host with a member tells", List.of()));
        var none = Clusters.highlyAvailable().cluster();
        assertThat(new BackupProbe().judge(none, new ClusterView(none, looks), NOW))
                .isEqualTo(Optional.empty());
    }
}
