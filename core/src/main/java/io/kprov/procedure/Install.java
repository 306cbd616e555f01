package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Step;
import io.kprov.step.WrittenByKubeadm;
import io.kprov.step.certs.KeepPkiCopy;
import io.kprov.step.certs.MakePki;
import io.kprov.step.controlplane.ApplyNetwork;
import io.kprov.step.controlplane.InitControlPlane;
import io.kprov.step.controlplane.PublishCa;
import io.kprov.step.controlplane.RejoinMember;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.SpreadCoreDns;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.etcd.CreateEtcdUser;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.etcd.ScheduleBackup;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import io.kprov.step.loadbalancer.ConfigureKeepalived;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.ConfigureKubeletUnit;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.LabelNode;
import io.kprov.step.node.TrustCa;
import io.kprov.step.upgrade.AfterKubeadm;
import java.util.List;
import java.util.function.Function;

/**
 * From whatever the hosts are to the cluster of the inventory; on a cluster that is so already it
 * does nothing.
 */
public final class Install {
    private Install() {}

    /** The list. */
    public static Procedure procedure() {
        return new Procedure("install", stages(InstallProgram::new, step -> step));
    }

    /** The same stages where an upgrade has gone before. */
    static List<Stage> afterUpgrade() {
        return stages(InstallProgram::leaving, AfterKubeadm::new);
    }

    /** {@code rewritten} is what becomes of a step whose work kubeadm may have written anew. */
    private static List<Stage> stages(
            Function<Program, Step> install, Function<WrittenByKubeadm, Step> rewritten) {
        return List.of(
                Stage.of(
                        "PKI",
                        Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki()),
                        // Its group reads keys that are placed in the next stage.
                        Track.of(Cluster::externalMembers, ALL, new CreateEtcdUser())),
                Machines.stage(
                        Cluster::hosts, Cluster::nodes, Cluster::nodesAndMembers, ROLLING, install),
                Stage.of(
                        "services",
                        Track.of(Cluster::externalMembers, ROLLING, new RunEtcd()),
                        Track.of(
                                Install::nodesAndLoadBalancers,
                                ROLLING,
                                new ConfigureHaproxy(),
                                new ConfigureKeepalived(),
                                new ConfigureKubeletUnit())),
                Stage.of(
                        "first control plane",
                        Track.of(
                                Cluster::controlPlanes,
                                FIRST_ONLY,
                                new InitControlPlane(),
                                // Not beside the joins: they wait for Ready nodes, which it
                                // makes, and could have all places (--parallel) before it.
                                new ApplyNetwork())),
                // Before the joins: kubeadm makes a new node from what it finds there.
                Stage.of(
                        "settings in the cluster",
                        Track.of(
                                Cluster::controlPlanes,
                                FIRST_ONLY,
                                rewritten.apply(new UploadSettings()))),
                Stage.of(
                        "nodes",
                        // A node whose own API server waits for its member is not Ready.
                        Track.of(
                                Cluster::controlPlanes,
                                ONE_BY_ONE,
                                new RejoinMember(),
                                new JoinNode()),
                        Track.of(Cluster::workerNodes, ALL, new JoinNode())),
                Stage.of(
                        "settings on nodes",
                        Track.of(
                                Cluster::nodes,
                                ROLLING,
                                new RenderStaticPods(),
                                new TrustCa(),
                                new ApplyKubeletConfig()),
                        Track.of(Cluster::nodes, ALL, new LabelNode()),
                        Track.of(
                                Cluster::etcdMembers,
                                ALL,
                                new ScheduleBackup(),
                                new KeepPkiCopy())),
                Stage.of(
                        "DNS and verification",
                        Track.of(
                                Cluster::controlPlanes,
                                FIRST_ONLY,
                                rewritten.apply(new SpreadCoreDns()),
                                new PublishCa(),
                                new VerifyCluster())));
    }

    private static List<Host> nodesAndLoadBalancers(Cluster cluster) {
        return cluster.hosts().stream()
                .filter(host -> host.isNode() || cluster.isLoadBalancer(host))
                .toList();
    }
}
