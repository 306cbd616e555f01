package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;

import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.render.EtcdFiles;
import io.kprov.step.ClusterView;
import io.kprov.step.etcd.DefragMember;
import java.util.Comparator;
import java.util.List;

/**
 * One member after the other, the leader last: while it is busy there is an election, and a
 * follower that wins it has its work behind it.
 */
public final class DefragEtcd {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();

    private DefragEtcd() {}

    /** The list, in the order of the look: who leads may change while it is carried out. */
    public static Procedure procedure(Cluster wish, ClusterView seen) {
        List<Host> leaderLast =
                wish.etcdMembers().stream()
                        .sorted(Comparator.comparing(host -> leads(host, seen)))
                        .toList();
        return new Procedure(
                "defrag-etcd",
                List.of(
                        Stage.of(
                                "members, one at a time",
                                Track.of(_ -> leaderLast, ONE_BY_ONE, new DefragMember()))));
    }

    private static boolean leads(Host host, ClusterView seen) {
        return seen.facts(host)
                .filter(facts -> facts.knows(MEMBERS) && facts.knows(STATUS))
                .filter(facts ->
                        facts.get(MEMBERS)
                                .find(host.name(), EtcdFiles.peerUrl(host))
                                .filter(facts.get(STATUS)::leads)
                                .isPresent())
                .isPresent();
    }
}
