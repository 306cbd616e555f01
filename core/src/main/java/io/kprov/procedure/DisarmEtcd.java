package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;

import io.kprov.facts.EtcdStatus;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.ClusterView;
import io.kprov.step.etcd.DisarmAlarms;
import java.util.Comparator;
import java.util.List;

/** The alarms are the cluster's: the member that answers best is told to take them back. */
public final class DisarmEtcd {
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();

    private DisarmEtcd() {}

    /** The list. */
    public static Procedure procedure(Cluster wish, ClusterView seen) {
        Comparator<Host> byAnswers = Comparator.comparingInt(host -> answers(host, seen));
        var best = wish.etcdMembers().stream().sorted(byAnswers.reversed()).limit(1).toList();
        // With nothing seen yet everybody is asked.
        var asked = answers(best.getFirst(), seen) < 0 ? wish.etcdMembers() : best;
        return new Procedure(
                "disarm-alarms",
                List.of(Stage.of("alarms", Track.of(_ -> asked, ALL, new DisarmAlarms()))));
    }

    private static int answers(Host host, ClusterView seen) {
        return seen.facts(host)
                .filter(facts -> facts.knows(STATUS))
                .map(facts -> facts.get(STATUS))
                .map(EtcdStatus::endpoints)
                .map(List::size)
                .orElse(-1);
    }
}
