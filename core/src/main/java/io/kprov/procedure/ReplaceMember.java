package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.ClusterView;
import io.kprov.step.certs.MakePki;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.etcd.CreateEtcdUser;
import io.kprov.step.etcd.RemoveMember;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.host.DisableSwap;
import io.kprov.step.host.InstallPackages;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.host.KeepTime;
import io.kprov.step.host.PrepareKernel;
import java.util.List;
import java.util.function.Function;

/**
 * A dead member of external etcd makes room for a new one on a blank machine. All that can be made
 * ready is so before the removal, from which there is no way back: etcd has a member less only as
 * long as the new one needs to start and catch up.
 */
public final class ReplaceMember {
    /** The stage from which there is no way back. */
    public static final String REMOVAL = "removal";

    private ReplaceMember() {}

    /** The list; of a machine that gives no answer only the old member can be removed. */
    public static Procedure procedure(Cluster wish, Host replaced, ClusterView seen) {
        var removal = new RemoveMember(replaced);
        var others =
                Stage.of(
                        REMOVAL,
                        Track.of(
                                cluster ->
                                        cluster.externalMembers().stream()
                                                .filter(host -> seen.whyUnseen(host).isEmpty())
                                                .toList(),
                                ALL,
                                removal));
        if (onlyRemoves(wish, replaced, seen)) {
            return new Procedure("replace-member", List.of(others));
        }
        Function<Cluster, List<Host>> self = _ -> List.of(replaced);
        return new Procedure(
                "replace-member",
                List.of(
                        Stage.of(
                                "PKI",
                                Track.of(Cluster::controlPlanes, FIRST_ONLY, new MakePki()),
                                Track.of(self, ALL, new CreateEtcdUser())),
                        Stage.of(
                                "the new machine",
                                Track.of(
                                        self,
                                        ALL,
                                        new PrepareKernel(),
                                        new DisableSwap(),
                                        new InstallPackages(),
                                        new KeepTime(),
                                        new InstallProgram(Program.ETCD),
                                        new PlacePki())),
                        others,
                        Stage.of(
                                "the new member",
                                Track.of(self, ONE_BY_ONE, RunEtcd.afterRemovalOf(replaced)))));
    }

    /** Whether the machine is away and its member still counted. */
    public static boolean onlyRemoves(Cluster wish, Host replaced, ClusterView seen) {
        return seen.isAway(replaced) && new RemoveMember(replaced).isDue(wish, seen);
    }
}
