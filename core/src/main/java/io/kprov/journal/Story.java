package io.kprov.journal;

import io.kprov.error.Problem;
import io.kprov.journal.StepRecord.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the events of a run together, in their order, to what became of each step. */
final class Story {
    private final Event.RunStarted start;
    private final Instant began;
    private final Map<String, Map<String, Chapter>> hosts = new LinkedHashMap<>();
    private final Map<String, Event.HostSum> sums = new LinkedHashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Map<String, Problem> leftOut = new LinkedHashMap<>();
    private Optional<RunResult> result = Optional.empty();
    private Instant last;

    Story(Event.RunStarted start, Instant began) {
        this.start = start;
        this.began = began;
        this.last = began;
    }

    /** What is known of a step so far. */
    private static final class Chapter {
        private final String step;
        private final String title;
        private final Instant at;
        private final List<StepRecord.Retry> retries = new ArrayList<>();
        private final List<StepRecord.Done> actions = new ArrayList<>();
        private String reason = "";
        private Outcome outcome = Outcome.UNFINISHED;
        private Optional<Double> seconds = Optional.empty();
        private int attempts;
        private Optional<Problem> problem = Optional.empty();

        Chapter(String step, String title, Instant at) {
            this.step = step;
            this.title = title;
            this.at = at;
        }

        StepRecord record(Instant last) {
            return new StepRecord(
                    step,
                    title,
                    outcome,
                    at,
                    seconds.orElseGet(() -> Duration.between(at, last).toMillis() / 1000.0),
                    attempts,
                    reason,
                    retries,
                    actions,
                    problem);
        }
    }

    void add(Entry entry) {
        last = entry.at();
        switch (entry.event()) {
            case Event.StepStarted step -> {
                var chapter = chapter(step);
                chapter.reason = step.reason();
                chapter.attempts = step.attempt();
            }
            case Event.ActionDone action ->
                    chapter(action)
                            .actions
                            .add(
                                    new StepRecord.Done(
                                            action.action(), action.seconds(), action.output()));
            case Event.StepDone step -> ended(step, Outcome.DONE, step.seconds(), step.attempt());
            case Event.StepSkipped step -> {
                chapter(step).reason = step.reason();
                ended(step, Outcome.SKIPPED, 0, 0);
            }
            case Event.StepRetried step -> {
                var chapter = chapter(step);
                chapter.retries.add(
                        new StepRecord.Retry(step.reason(), step.attempt(), step.pause()));
                chapter.attempts = step.attempt();
            }
            case Event.StepFailed step -> {
                chapter(step).problem = Optional.of(step.problem());
                problems.add(step.problem());
                ended(step, Outcome.FAILED, step.seconds(), step.attempt());
            }
            case Event.GateClosed gate -> problems.add(gate.problem());
            case Event.HostLeftOut host -> leftOut.put(host.host(), host.problem());
            case Event.RunEnded run -> {
                result = Optional.of(run.result());
                run.hosts().forEach(sum -> sums.put(sum.host(), sum));
                problems.addAll(run.problems());
            }
            case Event.RunStarted _,
                    Event.StageStarted _,
                    Event.StageDone _,
                    Event.ActionStarted _,
                    Event.GateWaits _,
                    Event.GateOpened _ -> {}
        }
    }

    private void ended(Event.OfStep step, Outcome outcome, double took, int attempt) {
        var chapter = chapter(step);
        chapter.outcome = outcome;
        chapter.seconds = Optional.of(took);
        chapter.attempts = attempt;
    }

    private Chapter chapter(Event.OfStep of) {
        return hosts.computeIfAbsent(of.host(), name -> new LinkedHashMap<>())
                .computeIfAbsent(of.step(), id -> new Chapter(id, of.title(), last));
    }

    RunRecord record() {
        sums.keySet().forEach(host -> hosts.computeIfAbsent(host, name -> new LinkedHashMap<>()));
        return new RunRecord(
                start,
                began,
                last,
                result,
                hosts.entrySet().stream()
                        .map(host -> host(host.getKey(), host.getValue()))
                        .toList(),
                List.copyOf(problems),
                leftOut);
    }

    private HostRecord host(String name, Map<String, Chapter> chapters) {
        var steps = chapters.values().stream().map(chapter -> chapter.record(last)).toList();
        var sum = Optional.ofNullable(sums.get(name));
        return new HostRecord(
                name,
                sum.map(Event.HostSum::failed)
                        .orElse(steps.stream().anyMatch(step -> step.problem().isPresent())),
                sum.map(Event.HostSum::seconds)
                        .orElse(steps.stream().mapToDouble(StepRecord::seconds).sum()),
                steps);
    }
}
