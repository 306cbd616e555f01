package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.ClusterView;
import io.kprov.step.Drain;
import io.kprov.step.Step;
import io.kprov.step.certs.MakePki;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import io.kprov.step.loadbalancer.ConfigureKeepalived;
import io.kprov.step.removal.DeleteNode;
import io.kprov.step.removal.DrainNode;
import io.kprov.step.removal.FenceNode;
import io.kprov.step.removal.LeaveEtcd;
import io.kprov.step.removal.ReleaseAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Machines leave a cluster that goes on: what runs on them moves away, clients stop coming, etcd
 * forgets them, their nodes go, and at last they are blank again.
 *
 * <p>The wish that it is planned for is the one without them.
 */
public final class RemoveNodes {
    private final Cluster whole;
    private final List<Host> leaving;
    private final Farewell farewell;

    RemoveNodes(Cluster whole, List<Host> leaving, Farewell farewell) {
        this.whole = whole;
        this.leaving = List.copyOf(leaving);
        this.farewell = farewell;
    }

    /** In what state the machines leave. */
    public sealed interface Farewell {
        /** Their machines are off for good: nothing is asked of them. */
        record Dead() implements Farewell {}

        /**
         * They live.
         *
         * @param manner how they are drained
         * @param end what becomes of the machines
         */
        record Alive(Drain.Manner manner, Step end) implements Farewell {}
    }

    /**
     * The list.
     *
     * @param whole the cluster with those that leave
     * @param seen which members of etcd can be reached; with nothing seen it is all
     */
    public static Procedure procedure(
            Cluster whole, List<Host> leaving, Farewell farewell, ClusterView seen) {
        return new Procedure("remove-node", new RemoveNodes(whole, leaving, farewell).stages(seen));
    }

    /** The hosts that are looked at: those that leave and live, and those that must know of it. */
    public static List<Host> concerned(Cluster whole, List<Host> leaving, Farewell farewell) {
        var removal = new RemoveNodes(whole, leaving, farewell);
        var concerned = new LinkedHashSet<>(whole.controlPlanes());
        if (removal.any(host -> host.has(Role.CONTROL_PLANE) || whole.isLoadBalancer(host))) {
            concerned.addAll(whole.loadBalancers());
        }
        if (removal.any(whole::isExternalMember)) {
            concerned.addAll(whole.externalMembers());
        }
        leaving.forEach(concerned::remove);
        if (farewell instanceof Farewell.Alive) {
            concerned.addAll(leaving);
        }
        return List.copyOf(concerned);
    }

    private boolean any(Predicate<Host> kind) {
        return leaving.stream().anyMatch(kind);
    }

    private boolean live() {
        return farewell instanceof Farewell.Alive;
    }

    private List<Stage> stages(ClusterView seen) {
        var stages = new ArrayList<Stage>();
        stages.add(emptying());
        switch (farewell) {
            case Farewell.Alive _ -> {
                stages.addAll(releasing());
                stages.addAll(forgetting());
                stages.addAll(leavingEtcd(seen));
            }
            // A member that is counted and does not vote keeps the gates of rolling work shut.
            case Farewell.Dead _ -> {
                stages.addAll(leavingEtcd(seen));
                stages.addAll(forgetting());
            }
        }
        stages.add(deleting());
        stages.addAll(resting());
        stages.add(
                Stage.of(
                        "verification",
                        Track.of(Cluster::controlPlanes, FIRST_ONLY, VerifyCluster.of(List.of()))));
        return stages;
    }

    /** What runs there moves away. */
    Stage emptying() {
        return Stage.of(
                live() ? "drain" : "fence",
                leaving.stream()
                        .map(host -> Track.of(Cluster::controlPlanes, FIRST_ONLY, emptied(host)))
                        .toArray(Track[]::new));
    }

    /** Their nodes go. */
    Stage deleting() {
        return Stage.of(
                "nodes",
                Track.of(
                        Cluster::controlPlanes,
                        FIRST_ONLY,
                        leaving.stream().map(DeleteNode::new).toArray(Step[]::new)));
    }

    /** What becomes of the machines. */
    List<Stage> resting() {
        return farewell instanceof Farewell.Alive(_, var end)
                ? List.of(Stage.of("machines", Track.of(_ -> leaving, ALL, end)))
                : List.of();
    }

    private Step emptied(Host host) {
        return switch (farewell) {
            case Farewell.Alive(var manner, _) -> new DrainNode(host, manner);
            case Farewell.Dead _ -> new FenceNode(host);
        };
    }

    /** Before the others forget them: else they would keep the virtual address. */
    List<Stage> releasing() {
        return live() && any(whole::isLoadBalancer)
                ? List.of(
                        Stage.of(
                                "virtual address",
                                Track.of(
                                        leaving(whole::isLoadBalancer), ALL, new ReleaseAddress())))
                : List.of();
    }

    /** No request goes to an API server or a member that is about to go. */
    private List<Stage> forgetting() {
        var stages = new ArrayList<Stage>();
        if (any(host -> host.has(Role.CONTROL_PLANE) || whole.isLoadBalancer(host))) {
            stages.add(
                    Stage.of(
                            "load balancers",
                            Track.of(
                                    Cluster::loadBalancers,
                                    ROLLING,
                                    new ConfigureHaproxy(),
                                    new ConfigureKeepalived())));
        }
        if (any(host -> ApiServers.mustKnow(whole, host))) {
            stages.add(
                    Stage.of("PKI", Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki())));
            stages.add(ApiServers.stage(Cluster::controlPlanes));
            stages.add(
                    Stage.of(
                            "settings in the cluster",
                            Track.of(Cluster::controlPlanes, FIRST_ONLY, new UploadSettings())));
        }
        return stages;
    }

    /** Their members go. */
    List<Stage> leavingEtcd(ClusterView seen) {
        var stages = new ArrayList<Stage>();
        if (any(whole::isEtcdMember)) {
            stages.add(
                    Stage.of(
                            "etcd",
                            Track.of(
                                    cluster -> staying(cluster, seen),
                                    ALL,
                                    leaving.stream()
                                            .filter(whole::isEtcdMember)
                                            .map(LeaveEtcd::new)
                                            .toArray(Step[]::new))));
        }
        return stages;
    }

    /** The members that stay; one that cannot be reached hears of it when it is back. */
    private List<Host> staying(Cluster cluster, ClusterView seen) {
        var members = new ArrayList<>(cluster.etcdMembers());
        members.removeAll(leaving);
        var reached = members.stream().filter(host -> seen.whyUnseen(host).isEmpty()).toList();
        return reached.isEmpty() ? members : reached;
    }

    private Function<Cluster, List<Host>> leaving(Predicate<Host> kind) {
        return _ -> leaving.stream().filter(kind).toList();
    }
}
