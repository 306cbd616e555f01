package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.Rotation;
import io.kprov.pki.Rotation.Phase;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.certs.MakePki;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.controlplane.PublishCa;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.RestartWorkloads;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.controlplane.Workloads;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import io.kprov.step.node.RefreshTokens;
import io.kprov.step.node.TrustCa;
import java.util.ArrayList;
import java.util.List;

/**
 * One phase of a rotation, on every host that it concerns. When a fresh look finds nothing of it to
 * do, everybody is ready for the next one (kubernetes.io: Manual Rotation of CA Certificates).
 */
public final class RotateCa {
    private RotateCa() {}

    /** The list. */
    public static Procedure procedure(Rotation rotation, Workloads workloads) {
        var stages =
                new ArrayList<>(
                        List.of(
                                Stage.of(
                                        "PKI",
                                        Track.of(
                                                Cluster::controlPlanes, FIRST_ONLY, new MakePki())),
                                Stage.of(
                                        "files",
                                        Track.of(
                                                Cluster::nodes,
                                                ALL,
                                                new PlacePki(),
                                                new WriteKubeadmFiles())),
                                Stage.of(
                                        "load balancers",
                                        Track.of(
                                                Cluster::loadBalancers,
                                                ROLLING,
                                                new ConfigureHaproxy())),
                                Stage.of(
                                        "control planes",
                                        Track.of(
                                                Cluster::controlPlanes,
                                                ROLLING,
                                                new RenderStaticPods())),
                                Stage.of(
                                        "kubelets",
                                        Track.of(Cluster::nodes, ROLLING, new TrustCa())),
                                Stage.of(
                                        "what the cluster publishes",
                                        Track.of(
                                                Cluster::controlPlanes,
                                                FIRST_ONLY,
                                                new PublishCa()))));
        if (rotation.equals(new Rotation(CertificateCatalog.CLUSTER_CA, Phase.TRUST))) {
            stages.add(
                    Stage.of(
                            "pods",
                            Track.of(
                                    Cluster::controlPlanes,
                                    FIRST_ONLY,
                                    new RestartWorkloads(workloads))));
        }
        if (rotation.equals(new Rotation(Rotation.SERVICE_ACCOUNTS, Phase.ISSUE))) {
            stages.add(Stage.of("pods", Track.of(Cluster::nodes, ROLLING, new RefreshTokens())));
        }
        stages.add(
                Stage.of(
                        "verification",
                        Track.of(Cluster::controlPlanes, FIRST_ONLY, new VerifyCluster())));
        return new Procedure("rotate-ca", stages);
    }
}
