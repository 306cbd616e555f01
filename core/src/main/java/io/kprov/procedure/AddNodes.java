package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Step;
import io.kprov.step.certs.KeepPkiCopy;
import io.kprov.step.certs.MakePki;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.SpreadCoreDns;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.etcd.CreateEtcdUser;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.etcd.ScheduleBackup;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.loadbalancer.AwaitBackends;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import io.kprov.step.loadbalancer.ConfigureKeepalived;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.ConfigureKubeletUnit;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.LabelNode;
import io.kprov.step.node.TrustCa;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Machines join a cluster that runs. Of its hosts only those are touched that must know of the new
 * ones: load balancers of a new API server, API servers of a new member of external etcd.
 */
public final class AddNodes {
    private final Cluster wish;
    private final List<Host> added;
    private final JoinNode join;
    private final RunEtcd member;

    private AddNodes(Cluster wish, List<Host> added, JoinNode join, RunEtcd member) {
        this.wish = wish;
        this.added = List.copyOf(added);
        this.join = join;
        this.member = member;
    }

    /** Machines that are new to the cluster. */
    static AddNodes of(Cluster wish, List<Host> added) {
        return new AddNodes(wish, added, new JoinNode(), new RunEtcd());
    }

    /** A machine that comes in the place of one of the same name, whose node is still there. */
    static AddNodes inPlaceOf(Cluster wish, Host former) {
        return new AddNodes(
                wish, List.of(former), JoinNode.inPlaceOf(former), RunEtcd.afterRemovalOf(former));
    }

    /** The list for these hosts of the wish. */
    public static Procedure procedure(Cluster wish, List<Host> added) {
        var adding = of(wish, added);
        var stages = new ArrayList<>(adding.joining());
        stages.addAll(adding.loadBalancers());
        stages.addAll(adding.settling());
        return new Procedure("add-node", stages);
    }

    /** The hosts that are looked at: the new ones, and those that must know of them. */
    public static List<Host> concerned(Cluster wish, List<Host> added) {
        var adding = of(wish, added);
        var concerned = new LinkedHashSet<>(added);
        concerned.addAll(wish.controlPlanes());
        if (adding.any(host -> host.has(Role.CONTROL_PLANE) || wish.isLoadBalancer(host))) {
            concerned.addAll(wish.loadBalancers());
        }
        if (adding.any(wish::isExternalMember)) {
            concerned.addAll(wish.externalMembers());
        }
        return List.copyOf(concerned);
    }

    private boolean any(Predicate<Host> kind) {
        return added.stream().anyMatch(kind);
    }

    /** Until the new hosts are nodes and members. */
    List<Stage> joining() {
        var stages = new ArrayList<Stage>();
        stages.add(
                Stage.of(
                        "PKI",
                        Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki()),
                        Track.of(added(wish::isExternalMember), ALL, new CreateEtcdUser())));
        stages.add(
                Machines.stage(
                        added(_ -> true),
                        added(Host::isNode),
                        added(host -> host.isNode() || wish.isEtcdMember(host)),
                        ALL,
                        InstallProgram::new));
        stages.add(
                Stage.of(
                        "services",
                        // Those that are members already tell what to join.
                        Track.of(
                                any(wish::isExternalMember)
                                        ? Cluster::externalMembers
                                        : added(wish::isExternalMember),
                                ROLLING,
                                member),
                        Track.of(added(Host::isNode), ALL, new ConfigureKubeletUnit())));
        var settings = new ArrayList<Step>();
        if (any(host -> ApiServers.mustKnow(wish, host))) {
            stages.add(ApiServers.stage(running(Cluster::controlPlanes)));
        } else {
            settings.add(new WriteKubeadmFiles());
        }
        settings.add(new UploadSettings());
        // kubeadm makes a new node from what it finds there.
        stages.add(
                Stage.of(
                        "settings in the cluster",
                        new Track(running(Cluster::controlPlanes), FIRST_ONLY, settings)));
        stages.add(
                Stage.of(
                        "nodes",
                        Track.of(added(host -> host.has(Role.CONTROL_PLANE)), ONE_BY_ONE, join),
                        Track.of(added(Host::isWorkerNode), ALL, join)));
        return stages;
    }

    /** What follows once the new hosts serve. */
    List<Stage> settling() {
        return List.of(
                Stage.of(
                        "settings on nodes",
                        Track.of(
                                added(Host::isNode),
                                ROLLING,
                                new RenderStaticPods(),
                                new TrustCa(),
                                new ApplyKubeletConfig()),
                        Track.of(added(Host::isNode), ALL, new LabelNode()),
                        Track.of(
                                added(wish::isEtcdMember),
                                ALL,
                                new ScheduleBackup(),
                                new KeepPkiCopy())),
                Stage.of(
                        "DNS and verification",
                        Track.of(
                                Cluster::controlPlanes,
                                FIRST_ONLY,
                                new SpreadCoreDns(),
                                VerifyCluster.of(added.stream().filter(Host::isNode).toList()))));
    }

    /**
     * After the joins: no request goes to an API server that is not there yet. Those that run hear
     * of a new one first: one whose peers do not know it hears no advertisement, and would take the
     * virtual address.
     */
    List<Stage> loadBalancers() {
        var stages = new ArrayList<Stage>();
        if (any(host -> host.has(Role.CONTROL_PLANE) || wish.isLoadBalancer(host))) {
            stages.add(
                    Stage.of(
                            "load balancers",
                            Track.of(
                                    running(Cluster::loadBalancers),
                                    ROLLING,
                                    new ConfigureHaproxy(),
                                    new ConfigureKeepalived())));
            stages.add(
                    Stage.of(
                            "new load balancers",
                            Track.of(
                                    added(wish::isLoadBalancer),
                                    ALL,
                                    new ConfigureHaproxy(),
                                    new ConfigureKeepalived())));
            stages.add(
                    Stage.of(
                            "backends",
                            Track.of(
                                    Cluster::loadBalancers,
                                    ALL,
                                    new AwaitBackends(
                                            added.stream()
                                                    .filter(host -> host.has(Role.CONTROL_PLANE))
                                                    .toList()))));
        }
        return stages;
    }

    private Function<Cluster, List<Host>> added(Predicate<Host> kind) {
        return _ -> added.stream().filter(kind).toList();
    }

    /** Those that are no new ones. */
    private Function<Cluster, List<Host>> running(Function<Cluster, List<Host>> all) {
        var fresh = Set.copyOf(added);
        return cluster ->
                all.apply(cluster).stream().filter(host -> !fresh.contains(host)).toList();
    }
}
