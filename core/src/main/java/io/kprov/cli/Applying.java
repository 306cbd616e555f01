package io.kprov.cli;

import io.kprov.command.ShellQuote;
import io.kprov.engine.Executor;
import io.kprov.engine.Fleet;
import io.kprov.engine.RunReport;
import io.kprov.engine.StageEdge;
import io.kprov.engine.StopSign;
import io.kprov.engine.Waiter;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.VisibleText;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import io.kprov.journal.Journal;
import io.kprov.journal.RunEvents;
import io.kprov.journal.RunPage;
import io.kprov.journal.RunRecord;
import io.kprov.journal.RunResult;
import io.kprov.journal.Runs;
import io.kprov.plan.PlanDigest;
import io.kprov.plan.PlanFile;
import io.kprov.state.Holder;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Carries a plan out, writes down what happens, and tells how it went. */
final class Applying {
    private final Surroundings surroundings;
    private final Workspace workspace;
    private final Fleet fleet;
    private final Order order;

    Applying(Surroundings surroundings, Workspace workspace, Fleet fleet, Order order) {
        this.surroundings = surroundings;
        this.workspace = workspace;
        this.fleet = fleet;
        this.order = order;
    }

    /**
     * Who wants it, and how it is told.
     *
     * @param command as typed: the same again goes on after a stop
     * @param json whether the result is for programs
     */
    record Order(Holder holder, String command, boolean json, ProgressOption progress) {

        /** The command line that is being parsed. */
        static Order of(Holder holder, CommandSpec line, boolean json, ProgressOption progress) {
            var words = new ArrayList<>(List.of("kprov"));
            words.addAll(line.root().commandLine().getParseResult().originalArgs());
            return new Order(holder, ShellQuote.quote(words), json, progress);
        }
    }

    /** Told when the plan is empty. */
    ExitCode nothing(LeftOut leftOut) {
        surroundings
                .console()
                .result(
                        order.json
                                ? OutputOption.text(RunReport.nothing(leftOut))
                                : leftOut.nobody()
                                        ? "cluster "
                                                + workspace.cluster().name()
                                                + " is as the inventory says; nothing was changed"
                                        : "nothing was changed; " + leftOut.sentence());
        return ExitCode.DONE;
    }

    /**
     * Carries the plan out; what stopped it is printed.
     *
     * @param edge what may end it before any stage
     */
    ExitCode run(Planning planning, StageEdge edge) {
        var console = surroundings.console();
        var clock = surroundings.clock();
        var stop = new StopSign();
        var started = started(planning);
        Path folder = new Runs(workspace.state(), order.holder.host()).folder(started.run());
        var first = new Entry(clock.instant(), started);
        var busy = new BusyHosts();
        try (var interrupts =
                        Interrupts.stopAt(
                                stop,
                                console,
                                () ->
                                        List.of(
                                                VisibleText.of(busy.cutOff(clock.instant())),
                                                goOn()));
                var journal = Journal.begin(folder, first)) {
            Ended ended;
            try (var progress = order.progress.start(console, clock, planning, busy)) {
                progress.accept(first);
                var events =
                        new RunEvents(
                                journal,
                                stop,
                                clock,
                                entry -> {
                                    busy.accept(entry);
                                    progress.accept(entry);
                                });
                ended =
                        end(
                                events.completed(execute(planning, edge, events, stop, journal)),
                                events,
                                interrupts);
            }
            writePage(journal);
            return tell(ended, journal);
        }
    }

    private record Ended(RunReport report, RunResult result) {}

    private static Ended end(RunReport report, RunEvents events, Interrupts interrupts) {
        var result =
                !report.ok()
                        ? RunResult.FAILED
                        : interrupts.happened() ? RunResult.INTERRUPTED : RunResult.DONE;
        events.ended(result, report);
        return new Ended(events.completed(report), result);
    }

    private Event.RunStarted started(Planning planning) {
        var holder = order.holder;
        var plan = planning.plan();
        return new Event.RunStarted(
                Runs.newId(surroundings.clock().instant(), surroundings.random()),
                workspace.cluster().name(),
                holder.operation(),
                order.command,
                holder.user(),
                holder.host(),
                holder.pid(),
                Version.text(),
                PlanFile.of(plan, workspace.inventory().file()).inventorySha256(),
                PlanDigest.of(plan));
    }

    private RunReport execute(
            Planning planning, StageEdge edge, RunEvents events, StopSign stop, Journal journal) {
        var clock = surroundings.clock();
        var started = clock.instant();
        try {
            return new Executor(
                            planning.blueprint(),
                            planning.plan(),
                            planning.seen(),
                            fleet,
                            events,
                            stop,
                            new Waiter(clock))
                    .run(planning.procedure(), edge);
        } catch (KprovException refused) {
            // The journal could not be written; what is in it says how far the hosts came.
            return new RunReport(
                    RunRecord.read(journal.file()).map(RunRecord::rows).orElse(List.of()),
                    refused.problems(),
                    Duration.between(started, clock.instant()));
        }
    }

    /** The page is for readers only: without it the run is what it is. */
    private void writePage(Journal journal) {
        try {
            RunPage.write(journal.file());
        } catch (IOException failed) {
            if (!order.progress.json()) {
                surroundings
                        .console()
                        .progress("the report of the run could not be written: " + failed);
            }
        }
    }

    private String goOn() {
        return "go on with: " + order.command;
    }

    private ExitCode tell(Ended ended, Journal journal) {
        var console = surroundings.console();
        var report = ended.report;
        console.result(
                order.json
                        ? List.of(OutputOption.text(report))
                        : RunPrinter.table(report, ended.result));
        if (!order.progress.json()) {
            ErrorPrinter.print(report.problems(), console);
            console.progress("journal: " + journal.file());
            if (!report.leftOut().nobody()) {
                console.progress(
                        "warning: " + report.leftOut().sentence() + "; how they are is not known");
            }
            if (!report.ok() || ended.result != RunResult.DONE) {
                console.progress(goOn());
            }
        }
        return !report.ok()
                ? ExitCode.FAILED
                : ended.result == RunResult.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
}
