package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.VisibleText;
import io.kprov.status.EtcdReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the members of etcd. */
@Command(
        name = "members",
        description =
                "List the members of etcd: who leads, sizes, raft lag, alarms; exit 7 when one is silent or has an alarm.",
        footer = {"", "Example: kprov etcd members inventory.yaml"})
final class EtcdMembersCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    EtcdMembersCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        try (var fleet = hosts.fleet(surroundings, workspace)) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, EtcdReport.questions(cluster));
            var rows = EtcdReport.of(cluster, seen);
            surroundings
                    .console()
                    .result(
                            output.json()
                                    ? List.of(OutputOption.text(rows))
                                    : EtcdReport.lines(rows).stream()
                                            .map(VisibleText::of)
                                            .toList());
            ErrorPrinter.print(List.copyOf(seen.unseen().values()), surroundings.console());
            return (EtcdReport.isBad(rows) ? ExitCode.UNHEALTHY : ExitCode.DONE).number();
        }
    }
}
