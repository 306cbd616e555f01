package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.model.Host;
import io.kprov.procedure.RemoveNodes;
import io.kprov.procedure.RemoveNodes.Farewell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lets machines leave a cluster that goes on. */
@Command(
        name = "remove-node",
        description =
                "Let machines leave a cluster that goes on: drained, out of etcd and the load balancers, their nodes deleted, the hosts blank again, and out of the inventory. Shows the plan with etcd's arithmetic, and asks for the names.",
        footer = {
            "",
            "Example: kprov remove-node w-7 -i inventory.yaml",
            "Example: kprov remove-node cp-2 --dead",
            "After a failure the same command goes on where it stopped."
        })
final class RemoveNodeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Hosts that are to leave.")
    private List<String> names = new ArrayList<>();

    @Mixin private FarewellOptions leave = new FarewellOptions();

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    RemoveNodeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "remove-node");
        var whole = inventory.read(surroundings);
        var hosts = HostNames.in(whole.cluster(), names);
        var leaving = Leaving.of(surroundings, whole, hosts);
        var farewell = leave.farewell();
        var concerned = RemoveNodes.concerned(whole.cluster(), hosts, farewell);
        try (var locked =
                LockedCluster.open(
                        surroundings,
                        // The dead hold no lock.
                        leave.dead() ? leaving.rest() : whole,
                        "remove-node",
                        () -> options.hosts().fleet(surroundings, whole, concerned))) {
            return remove(leaving, farewell, concerned, locked).number();
        }
    }

    private ExitCode remove(
            Leaving leaving, Farewell farewell, List<Host> concerned, LockedCluster locked) {
        var looked = new ArrayList<>(concerned);
        if (leave.dead()) {
            looked.addAll(leaving.hosts());
        }
        var planning =
                locked.plan(
                        seen ->
                                RemoveNodes.procedure(
                                        leaving.whole().cluster(), leaving.hosts(), farewell, seen),
                        leaving.rest().blueprint(),
                        looked,
                        List.of());
        if (leave.dead()) {
            Leaving.requireDead(leaving.hosts(), planning.seen());
        }
        if (planning.seen().readyControlPlanes().isEmpty()) {
            throw NoCluster.toLeave();
        }
        var run = new PlannedRun(surroundings, leaving.rest(), locked, options.order(locked, spec));
        run.show(planning);
        if (leave.dead() && !options.json()) {
            surroundings.console().result(leaving.lostKeys());
        }
        var ended =
                run.carryOut(planning, options.dryRun(), () -> options.yes() || confirmed(leaving));
        if (ended == ExitCode.DONE && !options.dryRun()) {
            leaving.edit().write();
            surroundings
                    .console()
                    .progress(
                            "%s is out of the cluster, and out of %s"
                                    .formatted(
                                            leaving.names(), leaving.whole().inventory().file()));
        }
        return ended;
    }

    private boolean confirmed(Leaving leaving) {
        boolean wanted =
                surroundings
                        .console()
                        .confirms(
                                (leave.dead()
                                                ? "Type %s to say that it is off and will not come back: "
                                                : "Type %s to remove it: ")
                                        .formatted(leaving.names()),
                                leaving.names());
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }
}
