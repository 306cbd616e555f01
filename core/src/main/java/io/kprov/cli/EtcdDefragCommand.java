package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.VisibleText;
import io.kprov.procedure.DefragEtcd;
import io.kprov.status.EtcdReport;
import io.kprov.step.ClusterView;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Defragments the databases of etcd, one member at a time. */
@Command(
        name = "defrag",
        description =
                "Defragment etcd's databases, one member at a time, followers first, behind gates; members with little to give back are skipped. Shows the plan and asks first.",
        footer = {
            "",
            "Example: kprov etcd defrag inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class EtcdDefragCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    EtcdDefragCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "etcd defrag");
        var workspace = inventory.open(surroundings);
        try (var locked =
                LockedCluster.open(surroundings, workspace, options.hosts(), "etcd defrag")) {
            return defragment(workspace, locked).number();
        }
    }

    private ExitCode defragment(Workspace workspace, LockedCluster locked) {
        var cluster = workspace.cluster();
        var planning =
                locked.plan(
                        seen -> DefragEtcd.procedure(cluster, seen),
                        cluster.etcdMembers(),
                        List.of());
        var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
        var plan = run.show(planning);
        if (plan.isEmpty()) {
            return run.nothing(plan);
        }
        if (options.dryRun()) {
            return ExitCode.DONE;
        }
        if (!options.yes() && !run.confirmed(plan)) {
            return ExitCode.FAILED;
        }
        var ended = run.carryOut(planning);
        if (!options.json()) {
            tell(workspace, planning.seen(), locked);
        }
        return ended;
    }

    /** What came of it, for each member; also after a failure. */
    private void tell(Workspace workspace, ClusterView before, LockedCluster locked) {
        var cluster = workspace.cluster();
        var after =
                EtcdReport.status(
                        cluster,
                        new Gatherer(locked.fleet(), surroundings.clock())
                                .look(cluster, EtcdReport.questions(cluster)));
        EtcdReport.sizes(EtcdReport.status(cluster, before), after).stream()
                .map(VisibleText::of)
                .forEach(surroundings.console()::result);
    }
}
