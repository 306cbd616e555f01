package io.kprov.cli;

import io.kprov.engine.Gatherer;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.status.Survivors;
import io.kprov.workspace.Workspace;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A cluster whose etcd has lost its quorum, from what one member has on its disk. */
@Command(
        name = "recover",
        description =
                "When etcd has lost its quorum for good: let it begin anew from what the member that is furthest has on its disk, and say what may be lost. Shows the plan and asks first. With a snapshot that is newer: kprov etcd restore.",
        footer = {
            "",
            "Example: kprov etcd recover -i inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class EtcdRecoverCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--from",
            paramLabel = "NAME",
            description = "The host whose data is taken (default: the one that is furthest).")
    private @Nullable String from;

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    EtcdRecoverCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "etcd recover");
        var workspace = inventory.read(surroundings);
        return new Restoring(surroundings, workspace, options, spec)
                .run("etcd recover", order(workspace), () -> {})
                .number();
    }

    private RestoreOrder order(Workspace workspace) {
        var open = workspace.restoreOrder().find();
        if (open.isPresent()) {
            if (!(open.get().source() instanceof RestoreOrder.Source.Survivor(var host))
                    || (from != null && !from.equals(host))) {
                throw Restoring.another(open.get(), workspace);
            }
            surroundings
                    .console()
                    .progress("going on with the recovery that was begun at " + open.get().since());
            return open.get();
        }
        var survivor = survivor(workspace);
        var now = surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        return new RestoreOrder(
                RestoreOrder.id(now, survivor),
                now,
                List.of(survivor),
                new RestoreOrder.Source.Survivor(survivor));
    }

    private String survivor(Workspace workspace) {
        var cluster = workspace.cluster();
        try (var fleet = options.hosts().fleet(surroundings, workspace, cluster.etcdMembers())) {
            var seen =
                    new Gatherer(fleet, surroundings.clock())
                            .look(cluster, Survivors.questions(cluster));
            var survivors = Survivors.of(cluster, seen, Optional.ofNullable(from));
            survivors.lines().forEach(surroundings.console()::progress);
            return survivors.chosen().name();
        }
    }
}
