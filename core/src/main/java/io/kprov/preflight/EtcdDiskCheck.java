package io.kprov.preflight;

import io.kprov.facts.DiskSyncFact;
import io.kprov.facts.EtcdMetrics;
import io.kprov.facts.EtcdMetricsFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.SyncTimes;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Disks that keep up with etcd: each write waits until most members have it safe. Where a member
 * runs it is asked for what it has seen; where none is yet the disk is tried.
 */
final class EtcdDiskCheck {
    /** etcd.io, FAQ: "99th percentile durations of wal_fsync should be less than 10ms". */
    private static final Duration GOOD = Duration.ofMillis(10);

    /** Half a heartbeat: a leader that waits so long for its disk falls silent. */
    private static final Duration BAD = Duration.ofMillis(50);

    static final EtcdMetricsFact METRICS =
            new EtcdMetricsFact(EtcdFiles.DATA_PATH, "http://127.0.0.1:2381/metrics");
    private static final DiskSyncFact SYNCS = new DiskSyncFact(EtcdFiles.DATA_PATH);

    static final Check ETCD_DISK =
            new ClusterCheck(
                    CheckName.ETCD_DISK,
                    "99 of 100 small writes to the disk that holds etcd's data, or will hold it, are safe within 10 ms",
                    Severity.WARNING,
                    EtcdDiskCheck::questions,
                    EtcdDiskCheck::disks);

    private EtcdDiskCheck() {}

    private static Set<Fact<?>> questions(Cluster cluster, Host host) {
        return cluster.isEtcdMember(host) ? Set.of(METRICS, SYNCS) : Set.of();
    }

    private static List<Finding> disks(Cluster cluster, ClusterView seen) {
        var findings = new ArrayList<Finding>();
        for (Host host : cluster.etcdMembers()) {
            seen.facts(host).ifPresent(facts -> findings.add(disk(host, facts)));
        }
        return Finding.inOneIfAllAreWell(findings, "");
    }

    private static Finding disk(Host host, HostFacts facts) {
        return switch (facts.get(METRICS)) {
            case EtcdMetrics.NoMember _ ->
                    facts.get(SYNCS)
                            .map(times -> judged(host, measured(times), times.p99()))
                            .orElseGet(() ->
                                    Finding.ok(
                                            host,
                                            "not measured, for dd wrote nothing with conv=fdatasync"));
            case EtcdMetrics.Silent _ -> Finding.ok(host, silent());
            case EtcdMetrics.Told(var syncs, _) ->
                    syncs.map(times -> judged(host, told(times), times.p99()))
                            .orElseGet(() ->
                                    Finding.ok(host, "not known, its member has written nothing"));
        };
    }

    /** Why nothing is known of a host that holds a member. */
    static String silent() {
        return "not measured, for it holds a member and "
                + METRICS.url()
                + " does not tell curl more";
    }

    /** Of fewer than a hundred the longest is as near as one comes. */
    private static String measured(SyncTimes times) {
        return "%s %s of %d writes"
                .formatted(
                        times.count() < 100 ? "longest" : "p99",
                        Milliseconds.text(times.p99()),
                        times.count());
    }

    private static String told(SyncTimes times) {
        return "p99 %s of %d writes of its member"
                .formatted(Milliseconds.text(times.p99()), times.count());
    }

    private static Finding judged(Host host, String found, Duration p99) {
        if (p99.compareTo(BAD) > 0) {
            return Finding.warning(
                    host,
                    found + ", far above the 10 ms that etcd needs: leaders fall silent and change",
                    "mount a disk at /var/lib/etcd that is fit for it: an SSD, local, which nothing else writes to;\n"
                            + "no setting of etcd makes up for this one");
        }
        return p99.compareTo(GOOD) > 0
                ? Finding.warning(
                        host,
                        found
                                + ", above the 10 ms that etcd wants: the API becomes slow under load",
                        "mount an SSD at /var/lib/etcd, or keep other writers off this disk")
                : Finding.ok(host, found);
    }
}
