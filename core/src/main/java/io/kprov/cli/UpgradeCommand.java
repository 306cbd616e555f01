package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.InventoryEditor;
import io.kprov.lockfile.LockFile;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Upgrade;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Takes a cluster that runs to another version. */
@Command(
        name = "upgrade",
        description =
                "Take a cluster that runs to another version of Kubernetes, and of all that goes with it: files and images beforehand, a snapshot of etcd, control planes one at a time, one worker of each pool, the others in batches. Writes the version into the inventory, and kprov.lock anew. Packages of the hosts' operating systems, and reboots, go the same way.",
        footer = {
            "",
            "Example: kprov upgrade --to 1.37.2 -i inventory.yaml",
            "Example: kprov upgrade --to 1.37.2 --pause-after canary",
            "Example: kprov upgrade --os-packages",
            "Example: kprov upgrade --rollback-host w-3",
            "After a failure the same command goes on where it stopped."
        })
final class UpgradeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            converter = VersionOption.class,
            description = "The version of Kubernetes that is wanted, e.g. 1.37.2.")
    private @Nullable KubernetesVersion to;

    @Option(
            names = "--os-packages",
            description =
                    "Upgrade packages of the hosts' operating systems, too, each host drained; with os.rebootIfNeeded in the inventory hosts that ask for it are rebooted.")
    private boolean osPackages;

    @Option(
            names = "--via",
            paramLabel = "VERSION",
            converter = VersionOption.class,
            description =
                    "The release of a minor between to go through (default: its newest). May be given several times.")
    private List<KubernetesVersion> via = new ArrayList<>();

    @Option(
            names = "--only",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "Only these hosts: control-plane, workers, names of pools or of hosts. The rest follows with the same command without it.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--pause-after",
            paramLabel = "STAGE",
            description =
                    "End after this stage: ${COMPLETION-CANDIDATES}. The same command without it goes on.")
    private @Nullable Pause pause;

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            converter = LifetimeOption.class,
            description =
                    "How long a node must stay well before the next one is touched (default: 10s).")
    private Duration soak = Upgrade.Manner.USUAL.soak();

    @Option(
            names = "--max-unavailable",
            paramLabel = "N|P%",
            converter = ShareOption.class,
            description =
                    "Workers of a pool that may be away at the same time, a number or a share (default: 10%%).")
    private Share atOnce = Upgrade.Manner.USUAL.atOnce();

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            description =
                    "Workers that may fail, and are put back, while the others go on (default: 0).")
    private int maxFailures = Upgrade.Manner.USUAL.maxFailures();

    @Option(
            names = "--rollback-host",
            paramLabel = "NAME",
            description =
                    "Put a host back to the versions that it had before its last upgrade, instead. A control plane goes back to an older Kubernetes only while no later node has started.")
    private @Nullable String rollbackHost;

    @Mixin private DrainOptions drain = new DrainOptions();

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Mixin private TolerateOption tolerate = new TolerateOption();

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Where an upgrade may pause. */
    enum Pause {
        CANARY
    }

    /** The value of an option: a version such as 1.37.2. */
    static final class VersionOption implements ITypeConverter<KubernetesVersion> {
        @Override
        public KubernetesVersion convert(String text) {
            return KubernetesVersion.parse(text)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'" + text + "' is not a version such as 1.37.2"));
        }
    }

    UpgradeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if ((to == null && !osPackages) == (rollbackHost == null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "say what to do: --to VERSION, --os-packages, or --rollback-host NAME");
        }
        if (maxFailures < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--max-failures must be 0 or more, not " + maxFailures);
        }
        options.requireAnswer(surroundings, "upgrade");
        var whole = inventory.read(surroundings);
        return (rollbackHost == null ? upgrade(whole) : putBack(whole, rollbackHost)).number();
    }

    private ExitCode upgrade(Workspace whole) {
        var manner = manner(whole.cluster());
        var present = whole.cluster().kubernetes().version();
        var hops =
                Hops.between(
                        present,
                        to == null ? present : to,
                        via,
                        minor ->
                                LockCommand.asking(
                                        resolver -> resolver.newest(minor, whole.cluster())));
        var ended = ExitCode.DONE;
        var now = whole;
        for (int i = 0; i < hops.size() && ended == ExitCode.DONE; i++) {
            if (hops.size() > 1) {
                surroundings
                        .console()
                        .progress("hop %d of %d: to %s".formatted(i + 1, hops.size(), hops.get(i)));
            }
            var edit = edit(now, hops.get(i));
            ended = hop(edit, lock(edit.workspace()), manner);
            now = edit.workspace();
            if (options.dryRun()) {
                break;
            }
        }
        return ended;
    }

    private InventoryEdit edit(Workspace before, KubernetesVersion version) {
        String text =
                new InventoryEditor(before.inventory().text())
                        .with(List.of("kubernetes", "version"), version.toString());
        return InventoryEdit.of(surroundings, before, text);
    }

    /** The lock as it is where it serves; else what it is to be. */
    private LockFile lock(Workspace workspace) {
        var locked = LockFile.read(LockFile.beside(workspace.inventory().file()));
        return locked.problemsFor(workspace.cluster()).isEmpty()
                ? locked
                : LockCommand.resolve(workspace.cluster(), surroundings.console());
    }

    private ExitCode hop(InventoryEdit edit, LockFile lock, Upgrade.Manner manner) {
        var workspace = edit.workspace().with(lock);
        try (var locked = LockedCluster.open(surroundings, workspace, options.hosts(), "upgrade")) {
            var planning =
                    locked.plan(
                            seen -> Upgrade.procedure(workspace.cluster(), manner, seen),
                            tolerate.of(workspace.cluster()));
            var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
            var plan = run.show(planning);
            return run.carryOut(
                    planning,
                    options.dryRun(),
                    () -> options.yes() || run.confirmed(plan),
                    () -> write(edit, lock));
        }
    }

    private static void write(InventoryEdit edit, LockFile lock) {
        edit.write();
        lock.write(LockFile.beside(edit.workspace().inventory().file()));
    }

    private Upgrade.Manner manner(Cluster cluster) {
        return new Upgrade.Manner(
                chosen(cluster),
                pause != null,
                drain.manner(),
                soak,
                atOnce,
                maxFailures,
                osPackages);
    }

    private Predicate<Host> chosen(Cluster cluster) {
        Predicate<Host> chosen = only.isEmpty() ? _ -> true : _ -> false;
        for (String word : only) {
            chosen = chosen.or(chosen(cluster, word));
        }
        return chosen;
    }

    private static Predicate<Host> chosen(Cluster cluster, String word) {
        if (word.equals("control-plane")) {
            return host -> host.has(Role.CONTROL_PLANE) || cluster.isEtcdMember(host);
        }
        if (word.equals("workers")) {
            return Host::isWorkerNode;
        }
        if (cluster.hosts().stream()
                .anyMatch(host -> host.pool().filter(word::equals).isPresent())) {
            return host -> host.pool().filter(word::equals).isPresent();
        }
        if (cluster.hosts().stream().noneMatch(host -> host.name().equals(word))) {
            throw new KprovException(ExitCode.USAGE, unknown(cluster, word));
        }
        return host -> host.name().equals(word);
    }

    private static Problem unknown(Cluster cluster, String word) {
        var known = new TreeSet<String>();
        cluster.hosts().forEach(host -> host.pool().ifPresent(known::add));
        cluster.hosts().forEach(host -> known.add(host.name()));
        return new Problem(
                "the inventory has no pool and no host " + word,
                "it has " + String.join(" ", known),
                "nothing was changed",
                "--only takes these, control-plane and workers");
    }

    private ExitCode putBack(Workspace whole, String name) {
        var host = HostNames.in(whole.cluster(), List.of(name)).getFirst();
        if (!host.isNode()) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            host + " cannot go back",
                            "it is no node: " + host.roles(),
                            "nothing was changed",
                            "name a control plane or a worker"));
        }
        var concerned = new ArrayList<>(whole.cluster().controlPlanes());
        if (host.has(Role.CONTROL_PLANE)) {
            // Whether one of them is new by now.
            concerned.addAll(whole.cluster().workerNodes());
        } else {
            concerned.add(host);
        }
        try (var locked =
                LockedCluster.open(
                        surroundings,
                        whole,
                        "upgrade",
                        () -> options.hosts().fleet(surroundings, whole, concerned))) {
            var planning = locked.plan(Upgrade.putBack(host), concerned, LeftOut.NOBODY);
            var run = new PlannedRun(surroundings, whole, locked, options.order(locked, spec));
            var plan = run.show(planning);
            return run.carryOut(
                    planning, options.dryRun(), () -> options.yes() || run.confirmed(plan));
        }
    }
}
