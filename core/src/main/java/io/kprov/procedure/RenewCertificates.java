package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.certs.KeepPkiCopy;
import io.kprov.step.certs.MakePki;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.VerifyCluster;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.loadbalancer.ConfigureHaproxy;
import java.util.List;
import java.util.stream.Stream;

/**
 * The part of {@link Install} that brings certificates into force on a cluster that runs: made,
 * placed everywhere, and then taken up by one control plane after the other.
 */
public final class RenewCertificates {
    private RenewCertificates() {}

    /** The list. */
    public static Procedure procedure() {
        return new Procedure(
                "renew-certificates",
                Stream.concat(
                                throughControlPlanes().stream(),
                                Stream.of(
                                        Stage.of(
                                                "copy of the keys",
                                                Track.of(
                                                        Cluster::etcdMembers,
                                                        ALL,
                                                        new KeepPkiCopy())),
                                        verification()))
                        .toList());
    }

    /** Up to the control planes' running with what was made. */
    static List<Stage> throughControlPlanes() {
        return List.of(
                Stage.of("PKI", Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki())),
                Stage.of(
                        "files",
                        Track.of(
                                Cluster::nodesAndMembers,
                                ALL,
                                new PlacePki(),
                                new WriteKubeadmFiles())),
                Stage.of("etcd", Track.of(Cluster::externalMembers, ROLLING, new RunEtcd())),
                Stage.of(
                        "load balancers",
                        Track.of(Cluster::loadBalancers, ROLLING, new ConfigureHaproxy())),
                Stage.of(
                        "control planes",
                        Track.of(Cluster::controlPlanes, ROLLING, new RenderStaticPods())));
    }

    static Stage verification() {
        return Stage.of(
                "verification", Track.of(Cluster::controlPlanes, FIRST_ONLY, new VerifyCluster()));
    }
}
