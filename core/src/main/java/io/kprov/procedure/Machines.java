package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Step;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.host.DisableSwap;
import io.kprov.step.host.InstallPackages;
import io.kprov.step.host.KeepTime;
import io.kprov.step.host.PrepareKernel;
import io.kprov.step.runtime.ConfigureContainerd;
import io.kprov.step.runtime.PullImages;
import java.util.List;
import java.util.function.Function;

/** What a machine has before anything of a cluster runs on it. */
final class Machines {
    private Machines() {}

    /**
     * The stage.
     *
     * @param nodes those of the machines with a kubelet
     * @param nodesAndMembers those with files of the PKI
     * @param install makes the step for a program
     * @param runtime how the container runtime spreads: it is restarted where it runs already
     */
    static Stage stage(
            Function<Cluster, List<Host>> machines,
            Function<Cluster, List<Host>> nodes,
            Function<Cluster, List<Host>> nodesAndMembers,
            Spread runtime,
            Function<Program, Step> install) {
        return Stage.of(
                "hosts",
                Track.of(
                        machines,
                        ALL,
                        new PrepareKernel(),
                        new DisableSwap(),
                        new InstallPackages(),
                        new KeepTime()),
                Track.of(
                        nodes,
                        runtime,
                        install.apply(Program.RUNC),
                        install.apply(Program.CONTAINERD),
                        new ConfigureContainerd(),
                        new PullImages()),
                Track.of(
                        nodesAndMembers,
                        ALL,
                        install.apply(Program.KUBELET),
                        install.apply(Program.KUBEADM),
                        install.apply(Program.KUBECTL),
                        install.apply(Program.CNI_PLUGINS),
                        install.apply(Program.ETCD)),
                Track.of(nodesAndMembers, ALL, new PlacePki(), new WriteKubeadmFiles()));
    }
}
