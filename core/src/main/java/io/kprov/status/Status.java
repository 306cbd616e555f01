package io.kprov.status;

import io.kprov.error.ExitCode;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster's conditions at one time, the most fundamental first. */
public record Status(String cluster, List<Condition> conditions) {
    private static final List<Probe> PROBES =
            List.of(
                    new HostsProbe(),
                    new ServicesProbe(),
                    new EtcdProbe(),
                    new BackupProbe(),
                    new ControlPlaneProbe(),
                    new VipProbe(),
                    new EndpointProbe(),
                    new NodesProbe(),
                    new DnsProbe(),
                    new CertificatesProbe(),
                    new VersionsProbe());

    public Status {
        conditions = List.copyOf(conditions);
    }

    /** The names of all conditions that there can be. */
    public static List<String> names() {
        return PROBES.stream().map(Probe::name).toList();
    }

    /** What every host is asked, in one look. */
    public static Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        for (Host host : cluster.hosts()) {
            var facts = new LinkedHashSet<Fact<?>>();
            if (host.has(Role.CONTROL_PLANE)) {
                facts.add(ClusterView.apiServerReady());
            }
            PROBES.forEach(probe -> facts.addAll(probe.facts(cluster, host)));
            questions.put(host, facts);
        }
        return questions;
    }

    /** The conditions, given what was seen; {@code now} is what certificates are measured by. */
    public static Status of(Cluster cluster, ClusterView seen, Instant now) {
        return new Status(
                cluster.name(),
                PROBES.stream()
                        .map(probe -> probe.judge(cluster, seen, now))
                        .flatMap(Optional::stream)
                        .toList());
    }

    public boolean healthy() {
        return at(Level.BAD).isEmpty();
    }

    public ExitCode exitCode() {
        return healthy() ? ExitCode.DONE : ExitCode.UNHEALTHY;
    }

    /**
     * Sums, then conditions from good to bad; the first bad one, which the others may follow from,
     * is the last on the screen.
     */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(
                "cluster %s: %d conditions OK, %d warnings, %d bad"
                        .formatted(
                                cluster,
                                at(Level.OK).size(),
                                at(Level.WARNING).size(),
                                at(Level.BAD).size()));
        for (Level level : Level.values()) {
            var conditions = at(level);
            for (Condition condition : level == Level.BAD ? conditions.reversed() : conditions) {
                lines.add("%-8s %-14s %s".formatted(level, condition.name(), condition.sentence()));
                condition.details().forEach(detail -> lines.add(" ".repeat(24) + detail));
            }
        }
        return List.copyOf(lines);
    }

    private List<Condition> at(Level level) {
        return conditions.stream().filter(condition -> condition.level() == level).toList();
    }
}
