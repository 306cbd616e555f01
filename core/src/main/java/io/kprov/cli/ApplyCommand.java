package io.kprov.cli;

import io.kprov.command.ShellQuote;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.plan.Plan;
import io.kprov.plan.PlanFile;
import io.kprov.plan.PlanPrinter;
import io.kprov.procedure.Install;
import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        var console = surroundings.console();
        if (!yes && saved == null && !console.interactive()) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "apply asks before it changes hosts",
                            "there is no terminal to ask on",
                            "nothing was changed",
                            "give --yes, or a saved plan with --plan FILE"));
        }
        var workspace = inventory.open(surroundings);
        if (!progress.json()) {
            CaKeysAtRest.warn(console, workspace);
        }
        try (var locked = LockedCluster.open(surroundings, workspace, hosts, "apply")) {
            return apply(workspace, locked).number();
        }
    }

    private ExitCode apply(Workspace workspace, LockedCluster locked) {
        var console = surroundings.console();
        var shown = saved();
        var planning =
                locked.plan(
                        Install.procedure(),
                        shown.isPresent()
                                ? tolerate.of(shown.get().plan().leftOut())
                                : tolerate.of(workspace.cluster()));
        var plan = planning.plan();
        if (!output.json()) {
            console.result(
                    PlanPrinter.lines(
                            plan,
                            new PlanPrinter.Style(console.colour(), PlanPrinter.Detail.CHANGES)));
        }
        if (!plan.problems().isEmpty()) {
            throw new KprovException(planning.failure(), plan.problems());
        }
        shown.ifPresent(file -> refuseUnshown(workspace, file, plan));
        var applying =
                new Applying(
                        surroundings,
                        workspace,
                        locked.fleet(),
                        new Applying.Order(locked.holder(), typed(), output.json(), progress));
        if (plan.isEmpty()) {
            return applying.nothing(plan.leftOut());
        }
        if (!confirmed(plan)) {
            console.progress("nothing was changed");
            return ExitCode.FAILED;
        }
        if (!planning.blueprint().pki().pending().isEmpty()) {
            workspace.readyForNewKeys();
        }
        return applying.run(planning, locked.edge());
    }

    /** This command as it was typed: the same again goes on where it stops. */
    private String typed() {
        var words = new ArrayList<>(List.of("kprov"));
        words.addAll(spec.root().commandLine().getParseResult().originalArgs());
        return ShellQuote.quote(words);
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

    private boolean confirmed(Plan plan) {
        if (yes || saved != null) {
            return true;
        }
        String word = plan.isDestructive() ? "destroy" : "yes";
        return surroundings
                .console()
                .ask("Type " + word + " to do this: ")
                .map(String::strip)
                .filter(word::equals)
                .isPresent();
    }
}
