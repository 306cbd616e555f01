package io.kprov.status;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdStatus;
import io.kprov.facts.EtcdStatus.Alarm;
import io.kprov.facts.EtcdStatus.Endpoint;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The members of etcd, each with what an operator wants to know of it. */
public final class EtcdReport {
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();

    private EtcdReport() {}

    /**
     * One member. What is not known of one that gives no answer is empty.
     *
     * @param name empty for one that was added and has never started
     * @param role {@code leader}, {@code voter}, {@code learner}
     * @param bytes size of its database on the disk
     * @param bytesInUse what of it holds data
     * @param quota bytes at which writes are refused
     * @param lag entries of the raft log that the furthest member knows and this one has not
     *     applied
     */
    public record Row(
            String id,
            String name,
            String role,
            boolean answers,
            Optional<String> version,
            Optional<Long> bytes,
            Optional<Long> bytesInUse,
            Optional<Long> quota,
            Optional<Long> lag,
            List<String> alarms,
            List<String> clientUrls,
            List<String> peerUrls) {}

    /** What is asked of the hosts. */
    public static Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        cluster.etcdMembers().forEach(host -> questions.put(host, Set.of(STATUS)));
        return questions;
    }

    /** What the member says that knows of most. */
    public static EtcdStatus status(Cluster cluster, ClusterView seen) {
        return cluster.etcdMembers().stream()
                .flatMap(host -> seen.facts(host).stream())
                .filter(facts -> facts.knows(STATUS))
                .map(facts -> facts.get(STATUS))
                .max(Comparator.comparingInt(status -> status.endpoints().size()))
                .orElse(EtcdStatus.SILENT);
    }

    /** A row for each member, by name; none when no member answers. */
    public static List<Row> of(Cluster cluster, ClusterView seen) {
        var best = status(cluster, seen);
        return best.members().stream()
                .sorted(Comparator.comparing(EtcdMembers.Member::name))
                .map(member -> row(member, best))
                .toList();
    }

    private static Row row(EtcdMembers.Member member, EtcdStatus status) {
        var own = status.of(member);
        long furthest = status.endpoints().stream().mapToLong(Endpoint::index).max().orElse(0);
        return new Row(
                member.id(),
                member.name(),
                member.learner() ? "learner" : status.leads(member) ? "leader" : "voter",
                own.isPresent(),
                own.map(Endpoint::version),
                own.map(Endpoint::bytes),
                own.map(Endpoint::bytesInUse),
                own.map(Endpoint::quota).filter(quota -> quota > 0),
                own.map(endpoint -> Math.max(0, furthest - endpoint.applied())),
                status.alarms().stream()
                        .filter(alarm -> alarm.id().equals(member.id()))
                        .map(Alarm::kind)
                        .toList(),
                member.clientUrls(),
                member.peerUrls());
    }

    /**
     * An alarm of a member.
     *
     * @param name the member's, empty when it is none any more
     */
    public record AlarmRow(
            String id, String name, String alarm, Optional<Long> bytes, Optional<Long> quota) {

        /** For people, with what to do. */
        public String sentence() {
            boolean space = alarm.equals(Alarm.NO_SPACE);
            return "%s: %s, %s"
                    .formatted(
                            name.isEmpty() ? id : name,
                            alarm,
                            space
                                    ? "database %s of %s: kprov etcd alarms --disarm tells what to do"
                                            .formatted(size(bytes), size(quota))
                                    : "not to be disarmed: kprov etcd alarms --disarm tells why");
        }
    }

    /** Every alarm with the member that it is of. */
    public static List<AlarmRow> alarms(EtcdStatus status) {
        return status.alarms().stream().map(alarm -> alarm(alarm, status)).toList();
    }

    private static AlarmRow alarm(Alarm alarm, EtcdStatus status) {
        var member =
                status.members().stream()
                        .filter(known -> known.id().equals(alarm.id()))
                        .findFirst();
        var database = member.flatMap(status::of);
        return new AlarmRow(
                alarm.id(),
                member.map(EtcdMembers.Member::name).orElse(""),
                alarm.kind(),
                database.map(Endpoint::bytes),
                database.map(Endpoint::quota).filter(quota -> quota > 0));
    }

    /** The size of each database at two times. */
    public static List<String> sizes(EtcdStatus before, EtcdStatus after) {
        return before.members().stream()
                .filter(member -> before.of(member).isPresent())
                .map(member ->
                        "%s: %s before, %s now"
                                .formatted(
                                        member.name(),
                                        size(before.of(member).map(Endpoint::bytes)),
                                        after.of(member)
                                                .map(Endpoint::bytes)
                                                .map(EtcdStatus::size)
                                                .orElse("no answer")))
                .toList();
    }

    /** Whether something is amiss: an alarm, or a member that gives no answer. */
    public static boolean isBad(List<Row> rows) {
        return rows.isEmpty()
                || rows.stream().anyMatch(row -> !row.answers() || !row.alarms().isEmpty());
    }

    /** The rows for people. */
    public static List<String> lines(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of("no member of etcd answers");
        }
        Map<String, Function<Row, String>> columns = new LinkedHashMap<>();
        columns.put("NAME", row -> row.name().isEmpty() ? "(never started)" : row.name());
        columns.put("ID", Row::id);
        columns.put("ROLE", row -> row.answers() ? row.role() : row.role() + ", silent");
        columns.put("VERSION", row -> row.version().orElse("-"));
        columns.put("DB", row -> size(row.bytes()));
        columns.put("IN USE", row -> size(row.bytesInUse()));
        columns.put("QUOTA", row -> size(row.quota()));
        columns.put("LAG", row -> row.lag().map(String::valueOf).orElse("-"));
        columns.put("ALARMS", row -> row.alarms().isEmpty() ? "-" : String.join(",", row.alarms()));
        columns.put("CLIENT", row -> String.join(",", row.clientUrls()));
        columns.put("PEER", row -> String.join(",", row.peerUrls()));
        var lines = new ArrayList<>(List.of(new StringBuilder()));
        rows.forEach(row -> lines.add(new StringBuilder()));
        columns.forEach((heading, of) -> {
            var cells = new ArrayList<>(List.of(heading));
            rows.forEach(row -> cells.add(of.apply(row)));
            int width = cells.stream().mapToInt(String::length).max().orElseThrow();
            for (int i = 0; i < cells.size(); i++) {
                lines.get(i).append(cells.get(i)).repeat(' ', width - cells.get(i).length() + 2);
            }
        });
        return lines.stream().map(line -> line.toString().stripTrailing()).toList();
    }

    private static String size(Optional<Long> bytes) {
        return bytes.map(EtcdStatus::size).orElse("-");
    }
}
