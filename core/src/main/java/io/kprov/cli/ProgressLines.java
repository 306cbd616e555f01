package io.kprov.cli;

import io.kprov.error.VisibleText;
import io.kprov.journal.ActionKind;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.time.InstantSource;
import java.util.Optional;

/** For people and log files: a line per step, and one now and then about what takes long. */
final class ProgressLines implements Progress {
    private static final String GATE = "gate of the rolling work";

    private final Console console;
    private final Heartbeat heartbeat;

    ProgressLines(Console console, InstantSource clock, BusyHosts busy) {
        this.console = console;
        this.heartbeat = Heartbeat.start(console, clock, busy::sentence);
    }

    @Override
    public void accept(Entry entry) {
        line(entry.event())
                .ifPresent(line -> {
                    console.progress(VisibleText.of(line));
                    heartbeat.heard();
                });
    }

    /** What is said of an event, if anything. */
    static Optional<String> line(Event event) {
        return switch (event) {
            case Event.StageStarted(var stage) -> Optional.of("== " + stage);
            case Event.StepStarted step -> line(step.host(), step.title(), "...");
            case Event.ActionStarted action when action.kind() == ActionKind.WAIT_UNTIL ->
                    line(action.host(), action.title(), action.action());
            case Event.StepDone step ->
                    line(step.host(), step.title(), "done %.1f s".formatted(step.seconds()));
            case Event.StepRetried step ->
                    line(
                            step.host(),
                            step.title(),
                            "again in %.0f s, attempt %d: %s"
                                    .formatted(
                                            step.pause(),
                                            step.attempt(),
                                            step.reason().lines().findFirst().orElse("")));
            case Event.StepFailed step ->
                    line(
                            step.host(),
                            step.title(),
                            "FAILED: " + step.problem().why().lines().findFirst().orElse(""));
            case Event.GateWaits gate -> line(gate.host(), GATE, "waits until " + gate.question());
            case Event.GateOpened gate ->
                    line(gate.host(), GATE, "open after %.1f s".formatted(gate.seconds()));
            case Event.GateClosed gate ->
                    line(
                            gate.host(),
                            GATE,
                            "CLOSED: " + gate.problem().why().lines().findFirst().orElse(""));
            case Event.HostLeftOut left ->
                    line(
                            left.host(),
                            "left out",
                            left.problem().why().lines().findFirst().orElse(""));
            case Event.RunStarted _,
                    Event.StageDone _,
                    Event.ActionStarted _,
                    Event.ActionDone _,
                    Event.StepSkipped _,
                    Event.RunEnded _ ->
                    Optional.empty();
        };
    }

    private static Optional<String> line(String host, String title, String what) {
        return Optional.of("%-12s %s: %s".formatted(host, title, what));
    }

    @Override
    public void close() {
        heartbeat.close();
    }
}
