package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.procedure.RemoveNodes.Farewell;
import io.kprov.procedure.ReplaceNode;
import io.kprov.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a machine in another one's place. */
@Command(
        name = "replace-node",
        description =
                "Put a machine in another one's place, in one plan: the new one joins before the old one leaves, or, where that is dead, after etcd has forgotten it. Labels and taints of people are carried over. With the same name twice it is a machine that was installed anew: new host key, new membership.",
        footer = {
            "",
            "Example: kprov replace-node cp-1 cp-4 --dead -i inventory.yaml",
            "Example: kprov replace-node w-3 w-3",
            "After a failure the same command goes on where it stopped."
        })
final class ReplaceNodeCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(index = "0", paramLabel = "OLD", description = "The host that leaves.")
    private String oldName = "";

    @Parameters(
            index = "1",
            paramLabel = "NEW",
            description =
                    "The host of the inventory that takes its place; the same name for a machine that was installed anew.")
    private String newName = "";

    @Option(
            names = "--host-key",
            paramLabel = "FINGERPRINT",
            description =
                    "The fingerprint of the new machine's SSH key, SHA256:..., where the same name had another key; else it is asked for.")
    private @Nullable String fingerprint;

    @Mixin private FarewellOptions leave = new FarewellOptions();

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    ReplaceNodeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "replace-node");
        var whole = inventory.read(surroundings);
        var old = HostNames.in(whole.cluster(), List.of(oldName)).getFirst();
        var successor = HostNames.in(whole.cluster(), List.of(newName)).getFirst();
        if (!options.progress().json()) {
            CaKeysAtRest.warn(surroundings.console(), whole);
        }
        return (old.equals(successor) ? reinstalled(whole, old) : replaced(whole, old, successor))
                .number();
    }

    private ExitCode replaced(Workspace whole, Host old, Host successor) {
        if (!successor.roles().containsAll(old.roles())) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "%s cannot take the place of %s".formatted(successor, old),
                            "%s is %s, and %s is %s"
                                    .formatted(old, old.roles(), successor, successor.roles()),
                            "nothing was changed",
                            "give %s the roles of %s in the inventory, or name another host"
                                    .formatted(successor, old)));
        }
        var leaving = Leaving.of(surroundings, whole, List.of(old));
        var farewell = leave.farewell();
        var concerned = ReplaceNode.concerned(whole.cluster(), old, successor, farewell);
        try (var locked =
                LockedCluster.open(
                        surroundings,
                        leave.dead() ? leaving.rest() : whole,
                        "replace-node",
                        () -> options.hosts().fleet(surroundings, whole, concerned))) {
            var looked = new ArrayList<>(concerned);
            if (leave.dead()) {
                looked.add(old);
            }
            var planning =
                    locked.plan(
                            seen ->
                                    ReplaceNode.procedure(
                                            whole.cluster(), old, successor, farewell, seen),
                            leaving.rest().blueprint(),
                            looked,
                            List.of(successor));
            if (leave.dead()) {
                Leaving.requireDead(List.of(old), planning.seen());
            }
            requireOthers(planning, successor);
            var ended = carryOut(leaving.rest(), locked, planning, Optional.of(leaving));
            if (ended == ExitCode.DONE && !options.dryRun()) {
                leaving.edit().write();
                surroundings
                        .console()
                        .progress(
                                "%s has taken the place of %s, which is out of %s"
                                        .formatted(successor, old, whole.inventory().file()));
            }
            return ended;
        }
    }

    private ExitCode reinstalled(Workspace whole, Host host) {
        var concerned = ReplaceNode.concerned(whole.cluster(), host, host, new Farewell.Dead());
        try (var locked =
                LockedCluster.open(
                        surroundings,
                        whole,
                        "replace-node",
                        () ->
                                options.hosts()
                                        .fleet(
                                                surroundings,
                                                whole,
                                                concerned.stream()
                                                        .filter(other -> !other.equals(host))
                                                        .toList()))) {
            new NewHostKey(surroundings, whole, Optional.ofNullable(fingerprint))
                    .trust(locked.fleet(), host);
            var planning =
                    locked.plan(
                            seen -> ReplaceNode.reinstalled(whole.cluster(), host, seen),
                            concerned,
                            List.of(host));
            requireOthers(planning, host);
            return carryOut(whole, locked, planning, Optional.empty());
        }
    }

    /** Those that run commands for it. */
    private static void requireOthers(Planning planning, Host successor) {
        var serving = new ArrayList<>(planning.seen().readyControlPlanes());
        serving.remove(successor);
        if (serving.isEmpty()) {
            throw NoCluster.toReplaceIn(successor);
        }
        NoCluster.requireSameVersions(planning);
    }

    private ExitCode carryOut(
            Workspace workspace,
            LockedCluster locked,
            Planning planning,
            Optional<Leaving> leaving) {
        var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
        run.show(planning);
        if (leave.dead() && !options.json()) {
            leaving.ifPresent(each -> surroundings.console().result(each.lostKeys()));
        }
        return run.carryOut(planning, options.dryRun(), () -> options.yes() || confirmed());
    }

    private boolean confirmed() {
        boolean wanted =
                surroundings
                        .console()
                        .confirms(
                                "Type %s to replace %s: "
                                        .formatted(
                                                oldName,
                                                leave.dead() ? "it, which is off for good" : "it"),
                                oldName);
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }
}
