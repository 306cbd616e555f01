package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.certs.MakePki;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.controlplane.ApplyNetwork;
import io.kprov.step.controlplane.InitControlPlane;
import io.kprov.step.controlplane.PublishCa;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.SpreadCoreDns;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.etcd.CreateEtcdUser;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.host.DisableSwap;
import io.kprov.step.host.InstallPackages;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.host.KeepTime;
import io.kprov.step.host.PrepareKernel;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import io.kprov.step.loadbalancer.ConfigureKeepalived;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.ConfigureKubeletUnit;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.LabelNode;
import io.kprov.step.node.TrustCa;
import io.kprov.step.runtime.ConfigureContainerd;
import io.kprov.step.runtime.PullImages;
import java.util.List;

/**
 * From whatever the hosts are to the cluster of the inventory; on a cluster that is so already it
 * does nothing.
 */
public final class Install {
    private Install() {}

    /** The list. */
    public static Procedure procedure() {
        return new Procedure(
                "install",
                List.of(
                        Stage.of(
                                "PKI",
                                Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki()),
                                // Its group reads keys that are placed in the next stage.
                                Track.of(Cluster::externalMembers, ALL, new CreateEtcdUser())),
                        Stage.of(
                                "hosts",
                                Track.of(
                                        Cluster::hosts,
                                        ALL,
                                        new PrepareKernel(),
                                        new DisableSwap(),
                                        new InstallPackages(),
                                        new KeepTime()),
                                Track.of(
                                        Cluster::nodes,
                                        ROLLING,
                                        new InstallProgram(Program.RUNC),
                                        new InstallProgram(Program.CONTAINERD),
                                        new ConfigureContainerd(),
                                        new PullImages()),
                                Track.of(
                                        Cluster::nodesAndMembers,
                                        ALL,
                                        new InstallProgram(Program.KUBELET),
                                        new InstallProgram(Program.KUBEADM),
                                        new InstallProgram(Program.KUBECTL),
                                        new InstallProgram(Program.CNI_PLUGINS),
                                        new InstallProgram(Program.ETCD)),
                                Track.of(
                                        Cluster::nodesAndMembers,
                                        ALL,
                                        new PlacePki(),
                                        new WriteKubeadmFiles())),
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
                        Stage.of(
                                "nodes",
                                Track.of(Cluster::controlPlanes, ONE_BY_ONE, new JoinNode()),
                                Track.of(Install::workersOnly, ALL, new JoinNode())),
                        Stage.of(
                                "settings in the cluster",
                                Track.of(Cluster::controlPlanes, FIRST_ONLY, new UploadSettings())),
                        Stage.of(
                                "settings on nodes, and DNS",
                                Track.of(
                                        Cluster::nodes,
                                        ROLLING,
                                        new RenderStaticPods(),
                                        new TrustCa(),
                                        new ApplyKubeletConfig()),
                                Track.of(Cluster::nodes, ALL, new LabelNode()),
                                Track.of(Cluster::controlPlanes, FIRST_ONLY, new SpreadCoreDns())),
                        Stage.of(
                                "verification",
                                Track.of(
                                        Cluster::controlPlanes,
                                        FIRST_ONLY,
                                        new PublishCa(),
                                        new VerifyCluster()))));
    }

    private static List<Host> nodesAndLoadBalancers(Cluster cluster) {
        return cluster.hosts().stream()
                .filter(host -> host.isNode() || cluster.isLoadBalancer(host))
                .toList();
    }

    private static List<Host> workersOnly(Cluster cluster) {
        return cluster.nodes().stream().filter(host -> !host.has(Role.CONTROL_PLANE)).toList();
    }
}
