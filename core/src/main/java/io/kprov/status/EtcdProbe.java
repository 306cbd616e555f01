package io.kprov.status;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether every member of etcd is there and healthy, and how many may still be lost. */
final class EtcdProbe implements Probe {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    @Override
    public String name() {
        return "etcd";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return cluster.isEtcdMember(host) ? Set.of(MEMBERS) : Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var answers = new LinkedHashMap<Host, EtcdMembers>();
        for (Host host : cluster.etcdMembers()) {
            seen.facts(host)
                    .map(facts -> facts.get(MEMBERS))
                    .filter(EtcdMembers::answered)
                    .ifPresent(members -> answers.put(host, members));
        }
        if (answers.isEmpty()) {
            return Optional.of(Condition.bad(name(), "no member answers", List.of()));
        }
        if (answers.values().stream().map(EtcdProbe::ids).distinct().count() > 1) {
            return Optional.of(
                    Condition.bad(
                            name(),
                            "the hosts are members of different clusters, or one of them has not heard of a change",
                            answers.entrySet().stream().map(EtcdProbe::membersOf).toList()));
        }
        return Optional.of(judge(cluster, best(answers)));
    }

    /** The answer in which most members are healthy: a member that just stopped sees nobody. */
    private static EtcdMembers best(Map<Host, EtcdMembers> answers) {
        return answers.values().stream()
                .reduce((one, other) -> other.healthyVoters() > one.healthyVoters() ? other : one)
                .orElseThrow();
    }

    private Condition judge(Cluster cluster, EtcdMembers members) {
        int voters = members.voters().size();
        long healthy = members.healthyVoters();
        var bad = new ArrayList<String>();
        var doubtful = new ArrayList<String>();
        for (Member member : members.members()) {
            String who = member.label();
            if (member.name().isEmpty()) {
                doubtful.add(who + " was added and has never started");
            } else if (member.learner()) {
                doubtful.add(who + " is still a learner");
            } else if (member.clientUrls().stream()
                    .noneMatch(members.healthyEndpoints()::contains)) {
                bad.add(who + " is not healthy");
            }
            if (!member.name().isEmpty() && !names(cluster).contains(member.name())) {
                doubtful.add(who + " is no host of the inventory");
            }
        }
        for (String name : names(cluster)) {
            if (members.members().stream().noneMatch(member -> member.name().equals(name))) {
                bad.add(name + " is not a member");
            }
        }
        members.alarms().forEach(alarm -> bad.add("alarm " + alarm + ": see 'kprov etcd alarms'"));
        String sums =
                "%d of %d members are healthy, quorum is %d"
                        .formatted(healthy, voters, members.quorum());
        if (healthy < members.quorum()) {
            return Condition.bad(name(), sums + ": quorum is lost", bad);
        }
        if (!bad.isEmpty()) {
            bad.addAll(doubtful);
            return Condition.bad(
                    name(),
                    "%s: %d more may be lost".formatted(sums, healthy - members.quorum()),
                    bad);
        }
        return doubtful.isEmpty()
                ? Condition.ok(name(), sums)
                : Condition.warning(name(), sums, doubtful);
    }

    private static Set<String> ids(EtcdMembers members) {
        return members.members().stream()
                .map(Member::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String membersOf(Map.Entry<Host, EtcdMembers> answer) {
        return answer.getKey() + " knows " + String.join(", ", ids(answer.getValue()));
    }

    private static List<String> names(Cluster cluster) {
        return cluster.etcdMembers().stream().map(Host::name).toList();
    }
}
