package io.kprov.cli;

import io.kprov.command.ShellQuote;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.procedure.Restore;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** Shows the plan of a restore, asks, and carries it out under the cluster's locks. */
final class Restoring {
    /** No other command works on a cluster whose restore has not come to its end. */
    static final Set<String> OPERATIONS = Set.of("etcd restore", "etcd recover");

    private final Surroundings surroundings;
    private final Workspace workspace;
    private final ChangeOptions options;
    private final CommandSpec spec;

    Restoring(
            Surroundings surroundings,
            Workspace workspace,
            ChangeOptions options,
            CommandSpec spec) {
        this.surroundings = surroundings;
        this.workspace = workspace;
        this.options = options;
        this.spec = spec;
    }

    /**
     * Does it.
     *
     * @param check looks, after the hosts were looked at, whether the data is this cluster's, and
     *     refuses by an exception
     */
    ExitCode run(String operation, RestoreOrder order, Runnable check) {
        try (var locked = LockedCluster.open(surroundings, workspace, options.hosts(), operation)) {
            var planning =
                    locked.plan(Restore.procedure(order), workspace.blueprint(), LeftOut.NOBODY);
            check.run();
            var run = new PlannedRun(surroundings, workspace, locked, options.order(locked, spec));
            run.show(planning);
            if (options.dryRun()) {
                return ExitCode.DONE;
            }
            if (!options.yes() && !confirmed()) {
                return ExitCode.FAILED;
            }
            workspace.restoreOrder().begin(order);
            var code = run.carryOut(planning);
            if (code == ExitCode.DONE) {
                workspace.restoreOrder().end();
                tellWhatIsLeft(order);
            }
            return code;
        }
    }

    private boolean confirmed() {
        String name = workspace.cluster().name();
        boolean wanted =
                surroundings
                        .console()
                        .confirms(
                                "What was written since is lost, and the API is away meanwhile. Type "
                                        + name
                                        + " to do this: ",
                                name);
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }

    private void tellWhatIsLeft(RestoreOrder order) {
        var console = surroundings.console();
        console.progress(
                "the data of before is on its hosts, in "
                        + order.aside()
                        + "; remove it when nobody misses anything");
        var others =
                workspace.cluster().etcdMembers().stream()
                        .filter(host -> !order.restores(host.name()))
                        .toList();
        if (!others.isEmpty()) {
            console.progress(
                    "next: kprov apply, which lets the members of the other hosts join: " + others);
        }
    }

    /** The command that goes on with one that is under way. */
    private static String command(RestoreOrder order, Workspace workspace) {
        var words = new ArrayList<>(List.of("kprov", "etcd"));
        switch (order.source()) {
            case RestoreOrder.Source.File(var path, _, _) -> words.addAll(List.of("restore", path));
            case RestoreOrder.Source.Survivor _ -> words.add("recover");
        }
        words.addAll(List.of("-i", workspace.inventory().file().toString()));
        return ShellQuote.quote(words);
    }

    /** Told when another one was begun. */
    static KprovException another(RestoreOrder open, Workspace workspace) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "a restore of etcd is under way",
                        "it was begun at " + open.since() + " and has not come to its end",
                        "this command changed nothing; the control plane may be stopped",
                        "go on with it: " + command(open, workspace)));
    }
}
