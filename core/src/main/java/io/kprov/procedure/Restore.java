package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.etcd.CreateEtcdUser;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.restore.CatchUp;
import io.kprov.step.restore.EndRestore;
import io.kprov.step.restore.PrepareMember;
import io.kprov.step.restore.SnapshotSurvivor;
import io.kprov.step.restore.StartControlPlane;
import io.kprov.step.restore.StartMember;
import io.kprov.step.restore.StopControlPlane;
import io.kprov.step.restore.SwapData;
import io.kprov.step.restore.UploadSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * etcd begins anew from what was saved of it. Everything that can be done beside the old data is
 * done before the control plane stops.
 */
public final class Restore {
    private Restore() {}

    /** The list. */
    public static Procedure procedure(RestoreOrder order) {
        Function<Cluster, List<Host>> restored =
                cluster ->
                        cluster.etcdMembers().stream()
                                .filter(host -> order.restores(host.name()))
                                .toList();
        Function<Cluster, List<Host>> apart =
                cluster ->
                        restored.apply(cluster).stream().filter(cluster::isExternalMember).toList();
        var stages = new ArrayList<Stage>();
        // On machines that took the place of those that had the data.
        stages.add(Stage.of("etcd's user", Track.of(apart, ALL, new CreateEtcdUser())));
        stages.add(
                Stage.of(
                        "etcd's program",
                        Track.of(restored, ALL, new InstallProgram(Program.ETCD)),
                        Track.of(apart, ALL, new PlacePki())));
        var stop =
                Stage.of(
                        "stop",
                        Track.of(
                                Restore::controlPlanesAndMembers,
                                ALL,
                                new StopControlPlane(order)));
        switch (order.source()) {
            case RestoreOrder.Source.File file -> {
                stages.add(
                        Stage.of(
                                "snapshot",
                                Track.of(
                                        restored,
                                        ALL,
                                        new UploadSnapshot(order, file),
                                        new PrepareMember(order))));
                stages.add(stop);
            }
            case RestoreOrder.Source.Survivor survivor -> {
                stages.add(stop);
                stages.add(
                        Stage.of(
                                "snapshot",
                                Track.of(
                                        restored,
                                        ALL,
                                        new SnapshotSurvivor(order, survivor),
                                        new PrepareMember(order))));
            }
        }
        stages.add(Stage.of("data", Track.of(Cluster::etcdMembers, ALL, new SwapData(order))));
        stages.add(Stage.of("members", Track.of(restored, ALL, new StartMember(order))));
        stages.add(
                Stage.of(
                        "control planes",
                        Track.of(Cluster::controlPlanes, ALL, new StartControlPlane(order))));
        stages.add(
                Stage.of(
                        "end",
                        Track.of(Restore::controlPlanesAndMembers, ALL, new EndRestore(order))));
        stages.add(Stage.of("kubelets", Track.of(Cluster::nodes, ALL, new CatchUp(order))));
        return new Procedure("restore-etcd", stages);
    }

    private static List<Host> controlPlanesAndMembers(Cluster cluster) {
        var hosts = new ArrayList<>(cluster.controlPlanes());
        cluster.etcdMembers().stream().filter(host -> !hosts.contains(host)).forEach(hosts::add);
        return hosts;
    }
}
