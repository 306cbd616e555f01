package io.kprov.journal;

import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.journal.StepRecord.Outcome;
import io.kprov.state.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The report of a run in Markdown: {@code report.md} beside its events. */
public final class RunPage {
    /** The file's name in the folder of its run. */
    public static final String FILE = "report.md";

    private static final int SLOWEST = 10;

    private final RunRecord run;
    private final List<String> lines = new ArrayList<>();

    private RunPage(RunRecord run) {
        this.run = run;
    }

    /** Writes the report of a run that has ended beside its events. */
    public static void write(Path events) throws IOException {
        var run = RunRecord.read(events);
        if (run.isPresent()) {
            AtomicFile.write(
                    events.resolveSibling(FILE),
                    String.join("\n", lines(run.get())) + "\n",
                    AtomicFile.Readers.OWNER);
        }
    }

    /** The report, line by line. */
    static List<String> lines(RunRecord run) {
        var page = new RunPage(run);
        page.head();
        page.hosts();
        page.slowest();
        page.retries();
        page.leftOut();
        page.failures();
        return List.copyOf(page.lines);
    }

    /** A step and where. */
    private record Placed(String host, StepRecord step) {}

    private List<Placed> steps() {
        return run.hosts().stream()
                .flatMap(host -> host.steps().stream().map(step -> new Placed(host.host(), step)))
                .toList();
    }

    private void head() {
        var start = run.start();
        String result = run.result().orElse(RunResult.BROKE_OFF).toString();
        add("# " + start.operation() + " of cluster " + start.cluster() + ": " + result);
        add("");
        row("", "");
        row("---", "---");
        row("Cluster", start.cluster());
        row("Operation", start.operation());
        row("Command", start.command());
        row("Result", result);
        row("Duration", seconds(run.took().toMillis() / 1000.0));
        row("Began", run.began().toString());
        row("Who", start.user() + " on " + start.machine() + " (process " + start.pid() + ")");
        row("Run", start.run());
        row("kprov", start.kprov());
        row("Inventory, SHA-256", start.inventorySha256());
        row("Plan, SHA-256", start.planSha256());
    }

    private void hosts() {
        section("Hosts");
        row("Host", "Done", "Skipped", "Tried again", "Result", "Time");
        row("---", "---:", "---:", "---:", "---", "---:");
        for (HostRecord host : run.hosts()) {
            row(
                    host.host(),
                    String.valueOf(host.count(Outcome.DONE)),
                    String.valueOf(host.count(Outcome.SKIPPED)),
                    String.valueOf(host.retries()),
                    host.failed() ? "failed" : "",
                    seconds(host.seconds()));
        }
    }

    private void slowest() {
        var slowest =
                steps().stream()
                        .filter(placed -> placed.step.outcome() != Outcome.SKIPPED)
                        .sorted(
                                Comparator.comparingDouble((Placed placed) -> placed.step.seconds())
                                        .reversed())
                        .limit(SLOWEST)
                        .toList();
        if (slowest.isEmpty()) {
            return;
        }
        section("Slowest steps");
        row("Step", "Host", "Result", "Time");
        row("---", "---", "---", "---:");
        for (var placed : slowest) {
            var step = placed.step;
            row(step.title(), placed.host, step.outcome().toString(), seconds(step.seconds()));
        }
    }

    private void retries() {
        var retried = steps().stream().filter(p -> !p.step.retries().isEmpty()).toList();
        if (retried.isEmpty()) {
            return;
        }
        section("Tried again");
        row("Step", "Host", "Attempt", "After", "Reason");
        row("---", "---", "---:", "---:", "---");
        for (var placed : retried) {
            for (var retry : placed.step.retries()) {
                row(
                        placed.step.title(),
                        placed.host,
                        String.valueOf(retry.attempt()),
                        seconds(retry.pause()),
                        retry.reason());
            }
        }
    }

    private void leftOut() {
        if (run.leftOut().isEmpty()) {
            return;
        }
        section("Left out");
        row("Host", "Why");
        row("---", "---");
        run.leftOut().forEach((host, problem) -> row(host, problem.why()));
    }

    private void failures() {
        if (run.problems().isEmpty()) {
            return;
        }
        section("What stopped it");
        for (Problem problem : run.problems()) {
            fenced(problem.lines());
            add("");
        }
    }

    private void section(String title) {
        add("");
        add("## " + title);
        add("");
    }

    /** Text as it is, whatever it holds: the fence is longer than any in it. */
    private void fenced(List<String> text) {
        var inside = text.stream().flatMap(String::lines).map(VisibleText::of).toList();
        String fence = "```";
        while (String.join("\n", inside).contains(fence)) {
            fence += "`";
        }
        add(fence);
        inside.forEach(this::add);
        add(fence);
    }

    private void row(String... cells) {
        var row = new StringBuilder("|");
        for (String cell : cells) {
            row.append(' ').append(cell(cell)).append(" |");
        }
        add(row.toString());
    }

    /** In one line, and with what Markdown would take for its own made harmless. */
    private static String cell(String text) {
        String line =
                String.join(" ", text.lines().map(String::strip).map(VisibleText::of).toList());
        return line.replaceAll("([\\\\|`*_<\\[])", "\\\\$1");
    }

    private void add(String line) {
        lines.add(line);
    }

    private static String seconds(double time) {
        return String.format(Locale.ROOT, "%.1f s", time);
    }
}
