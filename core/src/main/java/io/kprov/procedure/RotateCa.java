package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.Rotation;
import io.kprov.pki.Rotation.Phase;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.controlplane.PublishCa;
import io.kprov.step.controlplane.RestartWorkloads;
import io.kprov.step.controlplane.Workloads;
import io.kprov.step.node.RefreshTokens;
import io.kprov.step.node.TrustCa;
import java.util.ArrayList;

/**
 * One phase of a rotation, on every host that it concerns. When a fresh look finds nothing of it to
 * do, everybody is ready for the next one (kubernetes.io: Manual Rotation of CA Certificates).
 */
public final class RotateCa {
    private RotateCa() {}

    /** The list. */
    public static Procedure procedure(Rotation rotation, Workloads workloads) {
        var stages = new ArrayList<>(RenewCertificates.throughControlPlanes());
        stages.add(Stage.of("kubelets", Track.of(Cluster::nodes, ROLLING, new TrustCa())));
        stages.add(
                Stage.of(
                        "what the cluster publishes",
                        Track.of(Cluster::controlPlanes, FIRST_ONLY, new PublishCa())));
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
        stages.add(RenewCertificates.verification());
        return new Procedure("rotate-ca", stages);
    }
}
