package io.kprov.cli;

import io.kprov.engine.RunReport;
import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.journal.HostRecord;
import io.kprov.journal.RunRecord;
import io.kprov.journal.RunResult;
import io.kprov.journal.StepRecord;
import io.kprov.journal.StepRecord.Outcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Runs as people read them. */
final class RunPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final int WIDTH = 140;
    private static final String INDENT = " ".repeat(12);

    private RunPrinter() {}

    /** A run that has just ended: a line per host. */
    static List<String> table(RunReport report, RunResult result) {
        var lines = new ArrayList<String>();
        lines.add("%-24s %6s %8s %10s".formatted("host", "done", "skipped", "time"));
        for (var row : report.hosts()) {
            lines.add(
                    "%-24s %6d %8d %8.1f s%s"
                            .formatted(
                                    row.host(),
                                    row.done(),
                                    row.skipped(),
                                    row.worked().toMillis() / 1000.0,
                                    row.failed() ? "  failed" : ""));
        }
        String end =
                "%s after %.1f s"
                        .formatted(
                                result == RunResult.DONE ? "done" : "stopped",
                                report.took().toMillis() / 1000.0);
        lines.add(report.leftOut().nobody() ? end : end + "; " + report.leftOut().sentence());
        return lines;
    }

    /** A line per run. */
    static List<String> list(List<RunSummary> runs) {
        var lines = new ArrayList<String>();
        String row = "%-25s %-19s %-10s %-20s %-11s %10s %6s %8s %7s";
        lines.add(
                row.formatted(
                        "run",
                        "began (UTC)",
                        "operation",
                        "who",
                        "ended",
                        "time",
                        "done",
                        "skipped",
                        "failed"));
        for (var run : runs) {
            lines.add(
                    row.formatted(
                            run.id(),
                            DATE.format(run.began()),
                            run.operation(),
                            run.user() + "@" + run.machine(),
                            run.result(),
                            "%.1f s".formatted(run.seconds()),
                            run.done(),
                            run.skipped(),
                            run.failed()));
        }
        return lines;
    }

    /**
     * One run, host by host.
     *
     * @param verbose whether every action, and the steps that had nothing to do
     */
    static List<String> transcript(RunRecord run, RunSummary summary, boolean verbose) {
        var lines = new ArrayList<String>();
        lines.add("run " + run.id() + " on cluster " + summary.cluster() + ": " + summary.result());
        lines.add("  command    " + summary.command());
        lines.add(
                "  who        "
                        + summary.user()
                        + " on "
                        + summary.machine()
                        + " (process "
                        + summary.pid()
                        + "), kprov "
                        + run.start().kprov());
        lines.add(
                "  when       %s UTC, for %.1f s"
                        .formatted(DATE.format(run.began()), summary.seconds()));
        lines.add("  inventory  sha256 " + run.start().inventorySha256());
        lines.add("  plan       sha256 " + run.start().planSha256());
        lines.add("  journal    " + summary.journal());
        for (HostRecord host : run.hosts()) {
            lines.add("");
            lines.add(host.host() + (host.failed() ? "  failed" : ""));
            host.steps().stream()
                    .filter(step -> verbose || step.outcome() != Outcome.SKIPPED)
                    .forEach(step -> lines.addAll(step(step, verbose)));
            int skipped = host.count(Outcome.SKIPPED);
            if (!verbose && skipped > 0) {
                lines.add("  %d had nothing to do".formatted(skipped));
            }
        }
        if (!run.leftOut().isEmpty()) {
            lines.add("");
            lines.add("left out");
            run.leftOut().values().forEach(problem -> lines.addAll(problem(problem)));
        }
        var others = problemsOfNoStep(run);
        if (!others.isEmpty()) {
            lines.add("");
            lines.add("the run as a whole");
            others.forEach(problem -> lines.addAll(problem(problem)));
        }
        if (summary.result() != RunResult.DONE && summary.result() != RunResult.RUNNING) {
            lines.add("");
            lines.add("go on with: " + summary.command());
        }
        return lines.stream().map(VisibleText::of).toList();
    }

    private static List<Problem> problemsOfNoStep(RunRecord run) {
        var ofSteps =
                run.hosts().stream()
                        .flatMap(host -> host.steps().stream())
                        .flatMap(step -> step.problem().stream())
                        .toList();
        return run.problems().stream().filter(problem -> !ofSteps.contains(problem)).toList();
    }

    private static List<String> step(StepRecord step, boolean verbose) {
        var lines = new ArrayList<String>();
        String head = time(step.at()) + "  " + step.title() + ": " + outcome(step);
        lines.add(
                "  "
                        + (verbose || head.length() <= WIDTH
                                ? head
                                : head.substring(0, WIDTH) + "..."));
        for (var retry : step.retries()) {
            lines.add(
                    INDENT
                            + "attempt %d after %.0f s: %s"
                                    .formatted(
                                            retry.attempt(),
                                            retry.pause(),
                                            oneLine(retry.reason())));
        }
        if (verbose) {
            for (var action : step.actions()) {
                lines.add(INDENT + "%s, %.1f s".formatted(action.action(), action.seconds()));
                action.output().lines().forEach(line -> lines.add(INDENT + "  | " + line));
            }
        }
        step.problem().ifPresent(problem -> lines.addAll(problem(problem)));
        return lines;
    }

    private static String outcome(StepRecord step) {
        String why = step.reason().isEmpty() ? "" : " (" + oneLine(step.reason()) + ")";
        String attempts = step.attempts() > 1 ? ", attempt " + step.attempts() : "";
        return switch (step.outcome()) {
            case DONE -> "done, %.1f s%s%s".formatted(step.seconds(), attempts, why);
            case SKIPPED -> "nothing to do" + why;
            case FAILED -> "FAILED, %.1f s%s%s".formatted(step.seconds(), attempts, why);
            case UNFINISHED -> "not ended, %.1f s%s%s".formatted(step.seconds(), attempts, why);
        };
    }

    private static List<String> problem(Problem problem) {
        return problem.lines().stream().flatMap(String::lines).map(line -> INDENT + line).toList();
    }

    private static String oneLine(String text) {
        return String.join(" ", text.lines().map(String::strip).toList());
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }
}
