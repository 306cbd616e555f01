package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanFile;
import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Carries the plan out. */
@Command(
        name = "apply",
        description = "Show the plan, ask, carry it out, and prove each step by looking again.",
        footer = {
            "",
            "Example: kprov apply inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class ApplyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private ProgressOption progress = new ProgressOption();

    @Mixin private Hosts hosts = new Hosts();

    @Mixin private TolerateOption tolerate = new TolerateOption();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Do exactly what this saved plan shows, or nothing.")
    private @Nullable Path saved;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    ApplyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!yes && saved == null) {
            surroundings
                    .console()
                    .requireTerminal(
                            "apply asks before it changes hosts",
                            "nothing was changed",
                            "give --yes, or a saved plan with --plan FILE");
        }
        var workspace = inventory.open(surroundings);
        if (!progress.json()) {
            CaKeysAtRest.warn(surroundings.console(), workspace);
            RotationStages.warn(surroundings.console(), workspace);
        }
        try (var locked = LockedCluster.open(surroundings, workspace, hosts, "apply")) {
            return apply(workspace, locked).number();
        }
    }

    private ExitCode apply(Workspace workspace, LockedCluster locked) {
        var shown = saved();
        var planning =
                locked.planWish(
                        shown.isPresent()
                                ? tolerate.of(shown.get().plan().leftOut())
                                : tolerate.of(workspace.cluster()));
        var run =
                new PlannedRun(
                        surroundings,
                        workspace,
                        locked,
                        Applying.Order.of(locked.holder(), spec, output.json(), progress));
        var plan = run.show(planning);
        shown.ifPresent(file -> refuseUnshown(workspace, file, plan));
        if (plan.isEmpty()) {
            return run.nothing(plan);
        }
        return yes || saved != null || run.confirmed(plan)
                ? run.carryOut(planning)
                : ExitCode.FAILED;
    }

    private Optional<PlanFile> saved() {
        return Optional.ofNullable(saved)
                .map(surroundings.environment().workingDirectory()::resolve)
                .map(PlanFile::load);
    }

    /** A saved plan does what it shows, or nothing; doing less is fine. */
    private void refuseUnshown(Workspace workspace, PlanFile file, Plan fresh) {
        var unshown = PlanFile.unshown(file.plan(), fresh);
        if (!file.fits(workspace.inventory().file()) || !unshown.isEmpty()) {
            throw new KprovException(
                    ExitCode.STALE_PLAN,
                    new Problem(
                            "the saved plan " + saved + " is refused",
                            unshown.isEmpty()
                                    ? "the inventory changed since it was saved"
                                    : "a fresh look wants what it did not show:\n"
                                            + String.join("\n", unshown),
                            "nothing was changed",
                            "make a new one and read it: kprov plan --out " + saved));
        }
    }
}
