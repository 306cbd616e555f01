package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.ReplaceMember;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a new member in the place of one that is dead. */
@Command(
        name = "replace",
        description =
                "Replace the dead member of a host in external etcd: its old member is removed, and the machine, blank by now, joins as a learner and then votes. Shows the plan with quorum's arithmetic, and asks for the host's name.",
        footer = {
            "",
            "Example: kprov etcd replace etcd-3 -i inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class EtcdReplaceCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "NAME", description = "Host whose member is dead.")
    private String name = "";

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    EtcdReplaceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "etcd replace");
        var workspace = inventory.read(surroundings);
        var host = host(workspace.cluster());
        if (!options.progress().json()) {
            CaKeysAtRest.warn(surroundings.console(), workspace);
        }
        try (var locked =
                LockedCluster.open(surroundings, workspace, options.hosts(), "etcd replace")) {
            return replace(workspace, host, locked).number();
        }
    }

    private Host host(Cluster cluster) {
        var host =
                cluster.etcdMembers().stream().filter(known -> known.name().equals(name)).findAny();
        if (host.isEmpty()) {
            throw refused(
                    "no host of the inventory holds a member of etcd and is called " + name,
                    "one of: "
                            + String.join(
                                    " ", cluster.etcdMembers().stream().map(Host::name).toList()));
        }
        if (cluster.hasStackedEtcd()) {
            throw refused(
                    "etcd is stacked: its members come and go with their control planes",
                    "kprov replace-node %1$s %1$s, when the machine is blank; kprov replace-node %1$s NEW for another one"
                            .formatted(name));
        }
        return host.get();
    }

    private KprovException refused(String why, String next) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "the etcd member of " + name + " cannot be replaced",
                        why,
                        "nothing was changed",
                        next));
    }

    private ExitCode replace(Workspace workspace, Host host, LockedCluster locked) {
        var cluster = workspace.cluster();
        var concerned =
                Stream.concat(cluster.controlPlanes().stream(), cluster.etcdMembers().stream())
                        .distinct()
                        .toList();
        var planning =
                locked.plan(
                        seen -> ReplaceMember.procedure(cluster, host, seen),
                        concerned,
                        List.of(host));
        var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
        var plan = run.show(planning);
        boolean onlyRemoves = ReplaceMember.onlyRemoves(cluster, host, planning.seen());
        if (plan.isDestructive() && !options.json()) {
            surroundings.console().result(lastSafePoint(host, onlyRemoves));
        }
        var ended =
                run.carryOut(planning, options.dryRun(), () -> options.yes() || confirmed(host));
        if (ended == ExitCode.DONE && onlyRemoves && !options.dryRun()) {
            surroundings
                    .console()
                    .progress(
                            "when there is a blank machine for %s: the same command, or kprov apply, lets it join"
                                    .formatted(host));
        }
        return ended;
    }

    private static List<String> lastSafePoint(Host host, boolean onlyRemoves) {
        return List.of(
                "",
                "last safe point: until the stage '%s' etcd is as it was%s."
                        .formatted(
                                ReplaceMember.REMOVAL,
                                onlyRemoves ? "" : ", and only " + host + " is prepared"),
                onlyRemoves
                        ? "After it the old member cannot come back, not even with its disk: %s gives no answer, and joins when it is there again, blank."
                                .formatted(host)
                        : "After it the old member cannot come back, not even with its disk; the same command goes on from any point.");
    }

    private boolean confirmed(Host host) {
        boolean wanted =
                surroundings
                        .console()
                        .confirms("Type %s to replace its member: ".formatted(host), host.name());
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }
}
