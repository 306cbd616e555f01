package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ALL;
import static io.kprov.procedure.Procedure.Spread.FIRST_ONLY;
import static io.kprov.procedure.Procedure.Spread.ONE_BY_ONE;
import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.ClusterView;
import io.kprov.step.Drain;
import io.kprov.step.Joined;
import io.kprov.step.Step;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.UploadSettings;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.etcd.RunEtcd;
import io.kprov.step.host.InstallProgram;
import io.kprov.step.runtime.ConfigureContainerd;
import io.kprov.step.runtime.PullImages;
import io.kprov.step.upgrade.AfterKubeadm;
import io.kprov.step.upgrade.CheckRoom;
import io.kprov.step.upgrade.CheckUpgrade;
import io.kprov.step.upgrade.DrainHost;
import io.kprov.step.upgrade.FetchPackages;
import io.kprov.step.upgrade.HostWork;
import io.kprov.step.upgrade.KeepFormer;
import io.kprov.step.upgrade.PutBack;
import io.kprov.step.upgrade.Reboot;
import io.kprov.step.upgrade.SnapshotFirst;
import io.kprov.step.upgrade.StoreProgram;
import io.kprov.step.upgrade.Uncordon;
import io.kprov.step.upgrade.UpgradeNode;
import io.kprov.step.upgrade.UpgradePackages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A cluster that runs gets other versions: files first, then etcd, control planes one at a time,
 * one worker of each pool, and the others in batches; at last whatever else the inventory wants.
 */
public final class Upgrade {
    private final Manner manner;
    private final Predicate<Host> chosen;
    private final HostWork work;

    private Upgrade(Manner manner, ClusterView seen) {
        this.manner = manner;
        this.work = new HostWork(manner.osPackages);
        this.chosen = manner.only.and(host -> !isNew(host, seen));
    }

    /** A node that has not joined: it does so at the end, with the new versions. */
    private static boolean isNew(Host host, ClusterView seen) {
        return host.isNode()
                && seen.facts(host)
                        .filter(facts -> facts.knows(Joined.KUBELET_CONF))
                        .filter(facts -> !Joined.is(facts))
                        .isPresent();
    }

    /**
     * What the operator allows.
     *
     * @param only the hosts that it is about
     * @param canariesOnly whether it ends when one worker of each pool is done
     * @param soak how long a node must stay well before the next one is touched
     * @param atOnce workers of a pool that may be away at the same time
     * @param maxFailures workers that may fail while the others go on
     * @param osPackages whether packages of the operating system are upgraded, too
     */
    public record Manner(
            Predicate<Host> only,
            boolean canariesOnly,
            Drain.Manner drain,
            Duration soak,
            Share atOnce,
            int maxFailures,
            boolean osPackages) {

        /** What {@code apply} does. */
        public static final Manner USUAL =
                new Manner(
                        _ -> true,
                        false,
                        new Drain.Manner(Duration.ofMinutes(10), false, false),
                        Duration.ofSeconds(10),
                        new Share(10, true),
                        0,
                        false);

        boolean isWhole(Cluster cluster) {
            return !canariesOnly && cluster.hosts().stream().allMatch(only);
        }
    }

    /**
     * The list.
     *
     * @param seen which hosts are in the cluster; with nothing seen it is all
     */
    public static Procedure procedure(Cluster cluster, Manner manner, ClusterView seen) {
        var upgrade = new Upgrade(manner, seen);
        var stages = new ArrayList<>(upgrade.before());
        stages.addAll(upgrade.controlPlanes(cluster));
        if (cluster.controlPlanes().stream().allMatch(manner.only)) {
            stages.add(settings());
        }
        stages.addAll(upgrade.workers());
        if (manner.isWhole(cluster)) {
            stages.addAll(Install.afterUpgrade());
        }
        return new Procedure("upgrade", stages);
    }

    /** A host back to the versions before. */
    public static Procedure putBack(Host host) {
        return new Procedure(
                "put-back",
                List.of(
                        Stage.of(
                                "former version",
                                Track.of(
                                        _ -> List.of(host),
                                        ONE_BY_ONE,
                                        new PutBack(),
                                        Uncordon.afterFailure()))));
    }

    /** Nothing is taken from anybody yet. */
    private List<Stage> before() {
        var files =
                new ArrayList<Step>(Stream.of(Program.values()).map(StoreProgram::new).toList());
        if (work.osPackages()) {
            files.add(new FetchPackages());
        }
        // After the files, not beside them: etcd shares the disk.
        files.add(new PullImages());
        return List.of(
                Stage.of("room", Track.of(selected(Cluster::hosts), ALL, new CheckRoom())),
                Stage.of("files", new Track(selected(Cluster::hosts), ALL, files)),
                Stage.of(
                        "checks",
                        Track.of(
                                Cluster::controlPlanes,
                                FIRST_ONLY,
                                new CheckUpgrade(manner.drain, chosen, work))),
                Stage.of(
                        "snapshot",
                        Track.of(Cluster::etcdMembers, FIRST_ONLY, new SnapshotFirst())),
                Stage.of(
                        "external etcd",
                        Track.of(
                                selected(Cluster::externalMembers),
                                ROLLING,
                                InstallProgram.replacing(Program.ETCD),
                                new RunEtcd())),
                Stage.of(
                        "hosts that are no nodes",
                        new Track(
                                selected(Upgrade::hostsWithoutNode), ROLLING, operatingSystem())));
    }

    private static List<Host> hostsWithoutNode(Cluster cluster) {
        return cluster.hosts().stream().filter(host -> !host.isNode()).toList();
    }

    private List<Step> operatingSystem() {
        var steps = new ArrayList<Step>();
        if (work.osPackages()) {
            steps.add(new UpgradePackages());
        }
        steps.add(new Reboot(work));
        return steps;
    }

    private List<Stage> controlPlanes(Cluster cluster) {
        var hosts = selected(Cluster::controlPlanes);
        var first = hosts.apply(cluster).stream().findFirst();
        return List.of(
                Stage.of("control planes", rescued(new Track(hosts, ONE_BY_ONE, steps(first)))));
    }

    /**
     * The walk of any node; a step that is for control planes passes workers by.
     *
     * @param first the control plane that takes the cluster's own records along
     */
    private List<Step> steps(Optional<Host> first) {
        var steps =
                new ArrayList<Step>(List.of(new KeepFormer(), new DrainHost(manner.drain, work)));
        steps.addAll(operatingSystem());
        steps.addAll(programs(Program.KUBEADM, Program.KUBECTL, Program.ETCD));
        steps.add(new WriteKubeadmFiles());
        // Containers go on when containerd starts anew.
        steps.addAll(programs(Program.RUNC, Program.CONTAINERD, Program.CNI_PLUGINS));
        steps.addAll(
                List.of(
                        new ConfigureContainerd(),
                        RenderStaticPods.withNewKubelet(),
                        new UpgradeNode(first, manner.soak),
                        new Uncordon(work)));
        return steps;
    }

    /** What kubeadm of a worker takes for the wish; by a kubeadm of the new version only. */
    private static Stage settings() {
        return Stage.of(
                "settings in the cluster",
                Track.of(
                        Cluster::controlPlanes,
                        FIRST_ONLY,
                        new AfterKubeadm(new UploadSettings())));
    }

    private List<Stage> workers() {
        var steps = steps(Optional.empty());
        var stages = new ArrayList<Stage>();
        stages.add(
                Stage.of(
                        "one worker of each pool",
                        rescued(new Track(this::canaries, ONE_BY_ONE, steps))));
        if (!manner.canariesOnly) {
            stages.add(
                    Stage.of(
                            "workers",
                            rescued(
                                    new Track(
                                            this::otherWorkers,
                                            new Spread.Batches(manner.atOnce, manner.maxFailures),
                                            steps))));
        }
        return stages;
    }

    /** Links that lead to another version, in this order. */
    private static List<Step> programs(Program... programs) {
        return Stream.of(programs).<Step>map(InstallProgram::replacing).toList();
    }

    private static Track rescued(Track track) {
        return track.rescuedBy(PutBack.afterFailure(), Uncordon.afterFailure());
    }

    private List<Host> workers(Cluster cluster) {
        return selected(Cluster::workerNodes).apply(cluster);
    }

    private List<Host> canaries(Cluster cluster) {
        var first = new LinkedHashMap<Optional<String>, Host>();
        workers(cluster).forEach(host -> first.putIfAbsent(host.pool(), host));
        return List.copyOf(first.values());
    }

    private List<Host> otherWorkers(Cluster cluster) {
        var canaries = canaries(cluster);
        return workers(cluster).stream().filter(host -> !canaries.contains(host)).toList();
    }

    private Function<Cluster, List<Host>> selected(Function<Cluster, List<Host>> all) {
        return cluster -> all.apply(cluster).stream().filter(chosen).toList();
    }
}
