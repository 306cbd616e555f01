package io.kprov.cli.live;

import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jline.utils.AttributedString;

/** Knows from the events of a run how each host stands. Not for several threads at once. */
public final class Board {
    private static final String GATE = "gate";

    private final Outline outline;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private String title = "";
    private String stage = "";
    private int stageNumber;
    private Instant began;

    public Board(Outline outline, Instant began) {
        this.outline = outline;
        this.began = began;
        outline.hosts().forEach(host -> places.put(host.host(), new Place(host, began)));
    }

    /**
     * The run at one moment.
     *
     * @param title what is done to which cluster
     */
    record Snapshot(
            String title,
            int stageNumber,
            int stages,
            String stage,
            int done,
            int planned,
            Instant began,
            List<Row> rows) {
        Snapshot {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A host at one moment.
     *
     * @param more at how many other steps it is at the same time
     */
    record Row(String host, String kind, int done, int planned, Standing standing, int more) {}

    /** What is known of a host. Its tracks run side by side, so it may be at several steps. */
    private static final class Place {
        private final Outline.OfHost host;
        private final Map<String, Standing> current = new LinkedHashMap<>();
        private final Set<String> done = new HashSet<>();
        private Optional<Standing> ended = Optional.empty();
        private Instant last;

        Place(Outline.OfHost host, Instant last) {
            this.host = host;
            this.last = last;
        }

        void ended(String step, Instant at) {
            current.remove(step);
            last = at;
            if (host.steps().contains(step)) {
                done.add(step);
            }
        }

        Row row() {
            return new Row(
                    host.host(),
                    host.kind(),
                    done.size(),
                    host.steps().size(),
                    ended.or(() -> current.values().stream().findFirst()).orElseGet(this::atRest),
                    Math.max(0, current.size() - 1));
        }

        private Standing atRest() {
            return done.containsAll(host.steps())
                    ? new Standing.Done(last)
                    : new Standing.Waiting(last);
        }
    }

    /** Takes an event in. */
    public void accept(Entry entry) {
        var at = entry.at();
        switch (entry.event()) {
            case Event.RunStarted run -> {
                title = run.operation() + " of " + run.cluster();
                began = at;
            }
            case Event.StageStarted(var name) -> {
                stage = name;
                stageNumber++;
            }
            case Event.StepStarted step -> stands(step, new Standing.Working(step.title(), "", at));
            case Event.ActionStarted action ->
                    stands(action, new Standing.Working(action.title(), action.action(), at));
            case Event.ActionDone action ->
                    stands(action, new Standing.Working(action.title(), "", at));
            case Event.StepRetried step ->
                    stands(
                            step,
                            new Standing.Retrying(
                                    step.title(),
                                    step.attempt(),
                                    at.plusMillis(Math.round(step.pause() * 1000)),
                                    step.reason().lines().findFirst().orElse(""),
                                    at));
            case Event.StepDone step -> place(step).ended(step.step(), at);
            case Event.StepSkipped step -> place(step).ended(step.step(), at);
            case Event.StepFailed step -> {
                var place = place(step);
                place.current.remove(step.step());
                place.ended = Optional.of(new Standing.Failed(step.title(), at));
            }
            case Event.GateWaits gate ->
                    place(gate.host())
                            .current
                            .put(GATE, new Standing.Working(GATE, gate.question(), at));
            case Event.GateOpened gate -> place(gate.host()).current.remove(GATE);
            case Event.GateClosed gate -> {
                var place = place(gate.host());
                place.current.remove(GATE);
                place.ended = Optional.of(new Standing.Failed(GATE, at));
            }
            case Event.HostLeftOut left ->
                    place(left.host()).ended = Optional.of(new Standing.LeftOut(at));
            case Event.StageDone _, Event.RunEnded _ -> {}
        }
    }

    private void stands(Event.OfStep step, Standing standing) {
        place(step).current.put(step.step(), standing);
    }

    private Place place(Event.OfStep step) {
        return place(step.host());
    }

    private Place place(String name) {
        return places.computeIfAbsent(
                name, host -> new Place(new Outline.OfHost(host, "host", Set.of()), began));
    }

    /** The table at this moment, as {@link Frame} makes it. */
    public List<AttributedString> lines(int width, int height, Instant now) {
        return Frame.lines(snapshot(), width, height, now);
    }

    private Snapshot snapshot() {
        var rows = places.values().stream().map(Place::row).toList();
        return new Snapshot(
                title,
                stageNumber,
                outline.stages(),
                stage,
                rows.stream().mapToInt(Row::done).sum(),
                outline.steps(),
                began,
                rows);
    }
}
