package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.VisibleText;
import io.kprov.procedure.DisarmEtcd;
import io.kprov.status.EtcdReport;
import io.kprov.status.EtcdReport.AlarmRow;
import io.kprov.workspace.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the alarms of etcd; takes them back when there is space again. */
@Command(
        name = "alarms",
        description =
                "List etcd's alarms; exit 7 when there is one or etcd gives no answer. With --disarm, take them back: only when there is space again on every member.",
        footer = {"", "Example: kprov etcd alarms --disarm inventory.yaml"})
final class EtcdAlarmsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Option(names = "--disarm", description = "Take the alarms back, so that etcd accepts writes.")
    private boolean disarm;

    @Option(names = "--dry-run", description = "With --disarm: show the plan and change nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "With --disarm: do not ask.")
    private boolean yes;

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Mixin private Hosts hosts = new Hosts();

    @Spec private CommandSpec spec = CommandSpec.create();

    EtcdAlarmsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (disarm && !yes && !dryRun) {
            surroundings
                    .console()
                    .requireTerminal(
                            "etcd alarms --disarm asks before it changes etcd",
                            "nothing was changed",
                            "give --yes or --dry-run");
        }
        var workspace = inventory.open(surroundings);
        return (disarm ? disarm(workspace) : list(workspace)).number();
    }

    private ExitCode list(Workspace workspace) {
        var cluster = workspace.cluster();
        try (var fleet = hosts.fleet(surroundings, workspace, cluster.etcdMembers())) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, EtcdReport.questions(cluster));
            var status = EtcdReport.status(cluster, seen);
            var alarms = EtcdReport.alarms(status);
            boolean answers = !status.members().isEmpty();
            surroundings
                    .console()
                    .result(
                            output.json()
                                    ? List.of(OutputOption.text(alarms))
                                    : lines(alarms, answers));
            ErrorPrinter.print(List.copyOf(seen.unseen().values()), surroundings.console());
            return answers && alarms.isEmpty() ? ExitCode.DONE : ExitCode.UNHEALTHY;
        }
    }

    private static List<String> lines(List<AlarmRow> alarms, boolean answers) {
        if (!answers) {
            return List.of("no member of etcd answers");
        }
        return alarms.isEmpty()
                ? List.of("etcd has no alarm")
                : alarms.stream().map(AlarmRow::sentence).map(VisibleText::of).toList();
    }

    private ExitCode disarm(Workspace workspace) {
        var cluster = workspace.cluster();
        try (var locked = LockedCluster.open(surroundings, workspace, hosts, "etcd alarms")) {
            var planning =
                    locked.plan(
                            seen -> DisarmEtcd.procedure(cluster, seen),
                            cluster.etcdMembers(),
                            List.of());
            var run =
                    new PlannedRun(
                            surroundings,
                            workspace,
                            locked,
                            Applying.Order.of(locked.holder(), spec, output.json(), progress));
            var plan = run.show(planning);
            return run.carryOut(planning, dryRun, () -> yes || run.confirmed(plan));
        }
    }
}
