package io.kprov.preflight;

import io.kprov.facts.EtcdMetrics;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.MachineFact;
import io.kprov.facts.RoundTripFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.EtcdTiming;
import io.kprov.model.Host;
import io.kprov.render.EtcdFiles;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Members that are near enough to each other for the heartbeats and elections that they are set to.
 * Where a member runs it is asked for what it has seen; where none is yet the others' port is
 * knocked at, the one that members talk on.
 */
final class EtcdLatencyCheck {
    private static final int PEER_PORT = 2380;
    private static final MachineFact MACHINE = new MachineFact();

    static final Check ETCD_LATENCY =
            new ClusterCheck(
                    CheckName.ETCD_LATENCY,
                    "hosts that hold etcd's members reach each other on port 2380, within a tenth of etcd's election-timeout and twice its heartbeat-interval",
                    Severity.WARNING,
                    EtcdLatencyCheck::questions,
                    EtcdLatencyCheck::latencies);

    private EtcdLatencyCheck() {}

    private static Set<Fact<?>> questions(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        if (cluster.isEtcdMember(host) && cluster.etcdMembers().size() > 1) {
            facts.addAll(List.of(MACHINE, EtcdDiskCheck.METRICS));
            cluster.etcdMembers().stream()
                    .filter(other -> !other.equals(host))
                    .forEach(other -> facts.add(to(other)));
        }
        return facts;
    }

    private static RoundTripFact to(Host other) {
        return new RoundTripFact(EtcdFiles.DATA_PATH, other.address(), PEER_PORT);
    }

    private static List<Finding> latencies(Cluster cluster, ClusterView seen) {
        var timing = EtcdTiming.of(cluster.kubernetes().etcd().extraArgs());
        var findings = new ArrayList<Finding>();
        if (cluster.etcdMembers().size() > 1) {
            for (Host host : cluster.etcdMembers()) {
                seen.facts(host)
                        .ifPresent(facts ->
                                findings.addAll(
                                        latency(host, facts, others(cluster, seen, host), timing)));
            }
        }
        return Finding.inOneIfAllAreWell(findings, "; " + set(timing));
    }

    /** Those that could be asked: of the rest it is known already that something is wrong. */
    private static List<Host> others(Cluster cluster, ClusterView seen, Host host) {
        return cluster.etcdMembers().stream()
                .filter(other -> !other.equals(host) && seen.facts(other).isPresent())
                .toList();
    }

    private static List<Finding> latency(
            Host host, HostFacts facts, List<Host> others, EtcdTiming timing) {
        return switch (facts.get(EtcdDiskCheck.METRICS)) {
            case EtcdMetrics.NoMember _ -> knocked(host, facts, others, timing);
            case EtcdMetrics.Silent _ -> List.of(Finding.ok(host, EtcdDiskCheck.silent()));
            case EtcdMetrics.Told(_, var roundTrips) ->
                    List.of(judged(host, roundTrips, " on average", timing));
        };
    }

    private static List<Finding> knocked(
            Host host, HostFacts facts, List<Host> others, EtcdTiming timing) {
        if (!facts.get(MACHINE).has("curl")) {
            return List.of(Finding.ok(host, "not measured, there is no curl on the host"));
        }
        var answered = new LinkedHashMap<Host, Duration>();
        for (Host other : others) {
            facts.get(to(other)).ifPresent(time -> answered.put(other, time));
        }
        var findings = new ArrayList<Finding>();
        for (Host other : others) {
            if (!answered.containsKey(other)) {
                findings.add(
                        Finding.warning(
                                host,
                                "no answer within a second from %s (%s port %d)"
                                        .formatted(other, other.address(), PEER_PORT),
                                "let TCP port %d through between the hosts that hold etcd's members, both ways"
                                        .formatted(PEER_PORT)));
            }
        }
        if (!answered.isEmpty() || findings.isEmpty()) {
            findings.add(judged(host, answered.values(), "", timing));
        }
        return findings;
    }

    private static Finding judged(
            Host host, Collection<Duration> roundTrips, String how, EtcdTiming timing) {
        if (roundTrips.isEmpty()) {
            return Finding.ok(host, "not known, no other member was there to measure");
        }
        var farthest = Collections.max(roundTrips);
        String found = "%s%s to the farthest member".formatted(Milliseconds.text(farthest), how);
        if (timing.suits(farthest)) {
            return Finding.ok(host, found);
        }
        var wanted = timing.suiting(farthest);
        return Finding.warning(
                host,
                found + ", too far for " + set(timing),
                "set, in the inventory: kubernetes: {etcd: {extraArgs: {%s: \"%d\", %s: \"%d\"}}}"
                        .formatted(
                                EtcdTiming.HEARTBEAT,
                                wanted.heartbeat(),
                                EtcdTiming.ELECTION,
                                wanted.election()));
    }

    private static String set(EtcdTiming timing) {
        return "%s %d ms, %s %d ms"
                .formatted(
                        EtcdTiming.HEARTBEAT,
                        timing.heartbeat(),
                        EtcdTiming.ELECTION,
                        timing.election());
    }
}
