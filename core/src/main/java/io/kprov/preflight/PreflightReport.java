package io.kprov.preflight;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.CheckName;
import io.kprov.model.Host;
import io.kprov.preflight.PreflightResult.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What all checks found, in the order of {@link Checks}. */
public record PreflightReport(List<PreflightResult> results) {

    public PreflightReport {
        results = List.copyOf(results);
    }

    /** What was found on one host. */
    public PreflightReport on(Host host) {
        return new PreflightReport(
                results.stream()
                        .filter(result -> result.host().equals(Optional.of(host.name())))
                        .toList());
    }

    /** What stops a run. */
    public List<Problem> problems() {
        return results.stream()
                .filter(PreflightResult::stops)
                .map(PreflightResult::problem)
                .toList();
    }

    /** SSH when hosts could not be asked and nothing else failed. */
    public ExitCode exitCode() {
        var stopping = results.stream().filter(PreflightResult::stops).toList();
        if (stopping.isEmpty()) {
            return ExitCode.DONE;
        }
        String login = CheckName.LOGIN.inventoryName();
        return stopping.stream().allMatch(result -> result.check().equals(login))
                ? ExitCode.SSH
                : ExitCode.FAILED;
    }

    /**
     * Lets a run go on only when nothing stops it.
     *
     * @throws KprovException with a problem for each check that failed and is not waived
     */
    public void require() {
        if (!problems().isEmpty()) {
            throw new KprovException(exitCode(), problems());
        }
    }

    /** A line for each check that holds, then each finding with its fix, then the sums. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        holding().forEach((check, hosts) -> lines.add(line("ok", check, hosts)));
        results.stream()
                .filter(result -> result.outcome() == Outcome.WAIVED)
                .forEach(result -> lines.add(line("waived", result)));
        results.stream()
                .filter(PreflightResult::warns)
                .forEach(result -> {
                    lines.add(line("warning", result));
                    lines.add(fix(result));
                });
        results.stream()
                .filter(PreflightResult::stops)
                .forEach(result -> {
                    lines.add(line("failed", result));
                    lines.add(fix(result));
                });
        lines.add(sums());
        return List.copyOf(lines);
    }

    /** Checks with nothing against them, with what they found or how many hosts they hold on. */
    private Map<String, String> holding() {
        var byCheck = new LinkedHashMap<String, List<PreflightResult>>();
        results.forEach(result ->
                byCheck.computeIfAbsent(result.check(), check -> new ArrayList<>()).add(result));
        var holding = new LinkedHashMap<String, String>();
        byCheck.forEach((check, found) -> {
            if (found.stream().allMatch(result -> result.outcome() == Outcome.OK)) {
                var first = found.getFirst();
                holding.put(
                        check,
                        found.size() == 1 ? where(first) + first.found() : found.size() + " hosts");
            }
        });
        return holding;
    }

    private static String where(PreflightResult result) {
        return result.host().map(host -> host + ": ").orElse("");
    }

    private static String line(String outcome, PreflightResult result) {
        return line(outcome, result.check(), where(result) + result.found());
    }

    private static String line(String outcome, String check, String text) {
        return "%-8s %-14s %s".formatted(outcome, check, indented(text));
    }

    private static String fix(PreflightResult result) {
        return " ".repeat(24) + "fix: " + indented(result.fix());
    }

    private static String indented(String text) {
        return text.strip().replace("\n", "\n" + " ".repeat(24));
    }

    private String sums() {
        long checks = results.stream().map(PreflightResult::check).distinct().count();
        return "%d checks: %d failed, %d warnings, %d waived"
                .formatted(
                        checks,
                        count(PreflightResult::stops),
                        count(PreflightResult::warns),
                        count(result -> result.outcome() == Outcome.WAIVED));
    }

    private long count(Predicate<PreflightResult> kind) {
        return results.stream().filter(kind).count();
    }
}
