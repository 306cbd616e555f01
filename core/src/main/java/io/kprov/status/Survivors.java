package io.kprov.status;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.facts.BackupFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.Survivor;
import io.kprov.facts.SurvivorFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.snapshot.BackupState;
import io.kprov.snapshot.KeptSnapshot;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is left of an etcd that has lost its quorum, and whose data it begins anew with.
 *
 * @param chosen the host whose data is taken
 * @param having hosts that have data, with how far each is
 * @param without hosts that have none, as far as they answer
 */
public record Survivors(Host chosen, Map<Host, Survivor> having, List<Host> without) {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final SurvivorFact SURVIVOR = new SurvivorFact();
    private static final BackupFact BACKUP = new BackupFact();

    /** By the rule by which etcd elects (Raft, 5.4.1): the later term, then the longer log. */
    private static final Comparator<Survivor.Word> FURTHER =
            Comparator.comparingLong(Survivor.Word::term).thenComparingLong(Survivor.Word::index);

    /** What every host with a member is asked, in one look. */
    public static Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        cluster.etcdMembers()
                .forEach(host -> questions.put(host, Set.of(MEMBERS, SURVIVOR, BACKUP)));
        return questions;
    }

    /**
     * The choice.
     *
     * @param from a host that the operator chose, whatever else there is
     * @throws KprovException FAILED when there is a quorum, no data, no telling which is furthest,
     *     or a snapshot that is newer
     */
    public static Survivors of(Cluster cluster, ClusterView seen, Optional<String> from) {
        var having = new LinkedHashMap<Host, Survivor>();
        var without = new ArrayList<Host>();
        for (Host host : cluster.etcdMembers()) {
            var facts = seen.facts(host);
            if (facts.map(known -> known.get(MEMBERS)).filter(EtcdMembers::answered).isPresent()) {
                throw refused(
                        "etcd has its quorum, and there is nothing to recover",
                        "it answers on " + host,
                        "see 'kprov etcd members'; to go back to a snapshot: kprov etcd restore FILE");
            }
            facts.map(known -> known.get(SURVIVOR))
                    .filter(Survivor::data)
                    .ifPresentOrElse(found -> having.put(host, found), () -> without.add(host));
        }
        if (having.isEmpty()) {
            throw refused(
                    "no member of etcd has outlived",
                    "none of " + without + " has data in /var/lib/etcd, as far as they answer",
                    "restore a snapshot: kprov etcd restore FILE");
        }
        if (from.isPresent()) {
            return new Survivors(named(having, from.get()), having, without);
        }
        var chosen = furthest(having);
        chosen.getValue()
                .word()
                .ifPresent(word -> requireNewest(cluster, seen, chosen.getKey(), word));
        return new Survivors(chosen.getKey(), having, without);
    }

    private static Host named(Map<Host, Survivor> having, String name) {
        return having.keySet().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        refused(
                                name + " has nothing to recover from",
                                "no member's host of this name has data, as far as they answer",
                                "one of: " + having.keySet()));
    }

    private static Map.Entry<Host, Survivor> furthest(Map<Host, Survivor> having) {
        var silent =
                having.entrySet().stream()
                        .filter(each -> each.getValue().word().isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        if (having.size() > 1 && !silent.isEmpty()) {
            throw refused(
                    "it is not clear which member is furthest",
                    silent + " have data, but etcd does not run there and cannot say how far it is",
                    "start etcd there (it need not have a quorum), or choose one: --from NAME");
        }
        return having.entrySet().stream()
                .max(
                        Comparator.comparing(
                                each -> each.getValue().word(),
                                Comparator.comparing(Optional::orElseThrow, FURTHER)))
                .orElseThrow();
    }

    /** Whether no host keeps, or has sent, a snapshot of a later revision. */
    private static void requireNewest(
            Cluster cluster, ClusterView seen, Host chosen, Survivor.Word word) {
        cluster.etcdMembers().stream()
                .flatMap(host -> seen.facts(host).stream())
                .map(facts -> facts.get(BACKUP))
                .flatMap(Survivors::snapshots)
                .filter(kept -> kept.proof().revision() > word.revision())
                .max(Comparator.comparingLong(kept -> kept.proof().revision()))
                .ifPresent(kept -> {
                    throw refused(
                            "a snapshot is newer than what the members have",
                            "%s of %s holds revision %d, the member on %s only %d"
                                    .formatted(
                                            kept.file(),
                                            kept.host(),
                                            kept.proof().revision(),
                                            chosen,
                                            word.revision()),
                            "restore it: kprov etcd backup pull, then kprov etcd restore FILE; or take the member's data all the same: --from "
                                    + chosen);
                });
    }

    private static Stream<KeptSnapshot> snapshots(BackupState state) {
        return Stream.concat(
                state.newest().stream(), state.sent().map(BackupState.Sent::snapshot).stream());
    }

    /** What there is, what is lost, and what is taken. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        having.forEach((host, survivor) -> lines.add(host + ": " + said(survivor)));
        if (!without.isEmpty()) {
            lines.add(
                    "warning: what "
                            + without
                            + " had acknowledged and "
                            + chosen
                            + " never received is lost");
        }
        lines.add("taken: the data of " + chosen);
        return lines;
    }

    private static String said(Survivor survivor) {
        return survivor.word()
                .map(word ->
                        "revision %d, term %d, log up to %d"
                                .formatted(word.revision(), word.term(), word.index()))
                .orElse("has data; etcd does not run there");
    }

    private static KprovException refused(String what, String why, String next) {
        return new KprovException(
                ExitCode.FAILED, new Problem(what, why, "nothing was changed", next));
    }
}
