package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanPrinter;
import io.kprov.workspace.Workspace;
import java.util.function.BooleanSupplier;

/**
 * A plan that is shown, asked about and carried out: the way of every command that changes hosts.
 */
final class PlannedRun {
    private final Surroundings surroundings;
    private final Workspace workspace;
    private final LockedCluster locked;
    private final Applying applying;
    private final boolean json;

    PlannedRun(
            Surroundings surroundings,
            Workspace workspace,
            LockedCluster locked,
            Applying.Order order) {
        this.surroundings = surroundings;
        this.workspace = workspace;
        this.locked = locked;
        this.applying = new Applying(surroundings, workspace, locked.fleet(), order);
        this.json = order.json();
    }

    /**
     * Shows the plan.
     *
     * @throws KprovException when it has problems
     */
    Plan show(Planning planning) {
        var console = surroundings.console();
        var plan = planning.plan();
        if (!json) {
            console.result(
                    PlanPrinter.lines(
                            plan,
                            new PlanPrinter.Style(console.colour(), PlanPrinter.Detail.CHANGES)));
        }
        if (!plan.problems().isEmpty()) {
            throw new KprovException(planning.failure(), plan.problems());
        }
        return plan;
    }

    /** Tells that there is nothing to do. */
    ExitCode nothing(Plan plan) {
        return applying.nothing(plan.leftOut());
    }

    /** Whether the operator, asked on the terminal, wants the plan carried out. */
    boolean confirmed(Plan plan) {
        String word = plan.isDestructive() ? "destroy" : "yes";
        boolean wanted = surroundings.console().confirms("Type " + word + " to do this: ", word);
        if (!wanted) {
            surroundings.console().progress("nothing was changed");
        }
        return wanted;
    }

    /**
     * Goes the whole way: asks when wanted, and carries out what was shown.
     *
     * @param asks whether the operator wants it; not asked when there is nothing to do
     */
    ExitCode carryOut(Planning planning, boolean dryRun, BooleanSupplier asks) {
        return carryOut(planning, dryRun, asks, () -> {});
    }

    /**
     * The same with files here that are to change with it: before the first host does, so that the
     * same command finds them so and goes on; also where the hosts are right already.
     */
    ExitCode carryOut(Planning planning, boolean dryRun, BooleanSupplier asks, Runnable filesHere) {
        var plan = planning.plan();
        if (plan.isEmpty()) {
            if (!dryRun) {
                filesHere.run();
            }
            return nothing(plan);
        }
        if (dryRun) {
            return ExitCode.DONE;
        }
        if (!asks.getAsBoolean()) {
            return ExitCode.FAILED;
        }
        filesHere.run();
        return carryOut(planning);
    }

    ExitCode carryOut(Planning planning) {
        if (!planning.blueprint().pki().pending().isEmpty()) {
            workspace.readyForNewKeys();
        }
        return applying.run(planning, locked.edge());
    }
}
