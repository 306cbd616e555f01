package io.kprov.journal;

import io.kprov.engine.RunListener;
import io.kprov.engine.RunReport;
import io.kprov.engine.StopSign;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of what the engine tells, writes them to the journal and then tells them on.
 *
 * <p>When the journal cannot be written, no further step begins: the one that was about to is
 * refused with the journal's problem, and everyone else is asked to stop at the edge of his step.
 */
public final class RunEvents implements RunListener {
    private final Journal journal;
    private final StopSign stop;
    private final InstantSource clock;
    private final Consumer<Entry> teller;
    private final AtomicReference<@Nullable KprovException> broken = new AtomicReference<>();
    private final Map<OnHost, Instant> begun = new ConcurrentHashMap<>();
    private final Map<OnHost, Integer> attempts = new ConcurrentHashMap<>();

    public RunEvents(Journal journal, StopSign stop, InstantSource clock, Consumer<Entry> teller) {
        this.journal = journal;
        this.stop = stop;
        this.clock = clock;
        this.teller = teller;
    }

    private record OnHost(String host, String step) {
        static OnHost of(Host host, Step step) {
            return new OnHost(host.name(), step.id());
        }
    }

    /** The report with the journal's own problem, once. */
    public RunReport completed(RunReport report) {
        var failed = broken.get();
        if (failed == null || report.problems().containsAll(failed.problems())) {
            return report;
        }
        var all = new ArrayList<>(report.problems());
        all.addAll(failed.problems());
        return new RunReport(report.hosts(), List.copyOf(all), report.took(), report.leftOut());
    }

    /** The last event. It is tried even where others failed: there may be room again. */
    public void ended(RunResult result, RunReport report) {
        var hosts =
                report.hosts().stream()
                        .map(row ->
                                new Event.HostSum(
                                        row.host(),
                                        row.done(),
                                        row.skipped(),
                                        row.failed(),
                                        seconds(row.worked())))
                        .toList();
        var entry =
                entry(new Event.RunEnded(result, seconds(report.took()), hosts, report.problems()));
        write(entry);
        teller.accept(entry);
    }

    @Override
    public void stageStarted(String stage) {
        happened(new Event.StageStarted(stage));
    }

    @Override
    public void stageDone(String stage, Duration took) {
        happened(new Event.StageDone(stage, seconds(took)));
    }

    @Override
    public void stepStarted(Host host, Step step, String reason) {
        begun.put(OnHost.of(host, step), clock.instant());
        happened(
                new Event.StepStarted(
                        host.name(), step.id(), step.title(), reason, attempt(host, step, 1)));
        var failed = broken.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void actionStarted(Host host, Step step, Action action) {
        happened(
                new Event.ActionStarted(
                        host.name(),
                        step.id(),
                        step.title(),
                        ActionKind.of(action),
                        action.sentence()));
    }

    @Override
    public void actionDone(Host host, Step step, Action action, Duration took, String output) {
        happened(
                new Event.ActionDone(
                        host.name(),
                        step.id(),
                        step.title(),
                        action.sentence(),
                        seconds(took),
                        output));
    }

    @Override
    public void stepDone(Host host, Step step, Duration took) {
        happened(
                new Event.StepDone(
                        host.name(),
                        step.id(),
                        step.title(),
                        seconds(took),
                        attempt(host, step, 1)));
    }

    @Override
    public void stepSkipped(Host host, Step step, String reason) {
        happened(new Event.StepSkipped(host.name(), step.id(), step.title(), reason));
    }

    @Override
    public void stepRetried(Host host, Step step, String reason, int attempt, Duration pause) {
        attempts.put(OnHost.of(host, step), attempt);
        happened(
                new Event.StepRetried(
                        host.name(), step.id(), step.title(), reason, attempt, seconds(pause)));
    }

    @Override
    public void stepFailed(Host host, Step step, Problem problem) {
        var since = begun.get(OnHost.of(host, step));
        happened(
                new Event.StepFailed(
                        host.name(),
                        step.id(),
                        step.title(),
                        problem,
                        since == null ? 0 : seconds(Duration.between(since, clock.instant())),
                        attempt(host, step, since == null ? 0 : 1)));
    }

    @Override
    public void gateWaits(Host host, String question) {
        happened(new Event.GateWaits(host.name(), question));
    }

    @Override
    public void gateOpened(Host host, Duration waited) {
        happened(new Event.GateOpened(host.name(), seconds(waited)));
    }

    @Override
    public void gateClosed(Host host, Problem problem) {
        happened(new Event.GateClosed(host.name(), problem));
    }

    @Override
    public void hostLeftOut(Host host, Problem problem) {
        happened(new Event.HostLeftOut(host.name(), problem));
    }

    private int attempt(Host host, Step step, int first) {
        return attempts.getOrDefault(OnHost.of(host, step), first);
    }

    private void happened(Event event) {
        var entry = entry(event);
        if (broken.get() == null) {
            write(entry);
        }
        teller.accept(entry);
    }

    private Entry entry(Event event) {
        return new Entry(clock.instant(), event);
    }

    private void write(Entry entry) {
        try {
            journal.write(entry);
        } catch (KprovException failed) {
            broken.compareAndSet(null, failed);
            stop.set();
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
