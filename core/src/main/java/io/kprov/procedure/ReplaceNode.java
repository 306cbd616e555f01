package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;

import io.kprov.facts.PathFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.procedure.RemoveNodes.Farewell;
import io.kprov.render.EtcdFiles;
import io.kprov.step.ClusterView;
import io.kprov.step.Joined;
import io.kprov.step.removal.CarryOver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A machine takes another one's place. A quorum decides the order: one that lives goes when its
 * successor is there; one that is dead is forgotten first, for it counts and does not vote.
 */
public final class ReplaceNode {
    private static final PathFact MEMBER = new PathFact(EtcdFiles.DATA_PATH);

    private ReplaceNode() {}

    /**
     * Another machine in its place.
     *
     * @param whole the cluster with both; the wish that it is planned for is the one without the
     *     old one
     */
    public static Procedure procedure(
            Cluster whole, Host old, Host successor, Farewell farewell, ClusterView seen) {
        var adding = AddNodes.of(whole.without(Set.of(old.name())), List.of(successor));
        var removing = new RemoveNodes(whole, List.of(old), farewell);
        var carryOver =
                Stage.of(
                        "labels and taints",
                        Track.of(
                                Cluster::controlPlanes, FIRST_ONLY, new CarryOver(old, successor)));
        var stages = new ArrayList<Stage>();
        switch (farewell) {
            case Farewell.Alive _ -> {
                stages.addAll(adding.joining());
                stages.add(carryOver);
                stages.add(removing.emptying());
                stages.addAll(removing.releasing());
                stages.addAll(adding.loadBalancers());
                stages.addAll(removing.leavingEtcd(seen));
            }
            case Farewell.Dead _ -> {
                stages.add(removing.emptying());
                stages.addAll(removing.leavingEtcd(seen));
                stages.addAll(adding.joining());
                stages.add(carryOver);
                stages.addAll(adding.loadBalancers());
            }
        }
        stages.add(removing.deleting());
        stages.addAll(adding.settling());
        stages.addAll(removing.resting());
        return new Procedure("replace-node", stages);
    }

    /** The same machine, installed anew: its node stays, with its labels and taints. */
    public static Procedure reinstalled(Cluster wish, Host host, ClusterView seen) {
        var adding = AddNodes.inPlaceOf(wish, host);
        var stages = new ArrayList<Stage>();
        if (!hasBegun(host, seen)) {
            var former = new RemoveNodes(wish, List.of(host), new Farewell.Dead());
            stages.add(former.emptying());
            stages.addAll(former.leavingEtcd(seen));
        }
        stages.addAll(adding.joining());
        stages.addAll(adding.loadBalancers());
        stages.addAll(adding.settling());
        return new Procedure("replace-node", stages);
    }

    /** Whether what is there of the host, in etcd or as a node, is what this very machine made. */
    private static boolean hasBegun(Host host, ClusterView seen) {
        return seen.facts(host)
                .filter(facts ->
                        List.of(Joined.KUBELET_CONF, Joined.UNFINISHED_JOIN, MEMBER).stream()
                                .anyMatch(trace -> facts.knows(trace) && facts.get(trace)))
                .isPresent();
    }

    /** The hosts that are looked at. */
    public static List<Host> concerned(Cluster whole, Host old, Host successor, Farewell farewell) {
        var concerned =
                new LinkedHashSet<>(
                        AddNodes.concerned(
                                old.equals(successor) ? whole : whole.without(Set.of(old.name())),
                                List.of(successor)));
        if (farewell instanceof Farewell.Alive) {
            concerned.add(old);
        }
        return List.copyOf(concerned);
    }
}
