package io.kprov.cli;

import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Knows from the events of a run which hosts are busy with what, and since when. */
final class BusyHosts {
    private static final int NAMED = 3;

    private final Map<OnHost, Work> works = new LinkedHashMap<>();
    private String stage = "";
    private Instant last = Instant.EPOCH;

    private record OnHost(String host, String step) {
        static OnHost of(Event.OfStep step) {
            return new OnHost(step.host(), step.step());
        }

        static OnHost gate(String host) {
            return new OnHost(host, "gate");
        }
    }

    /**
     * What a host is at.
     *
     * @param doing an action of the step, or empty between two of them
     */
    private record Work(String host, String title, String doing, Instant since) {
        String sentence(Instant now) {
            return host + " " + title + (doing.isEmpty() ? "" : ": " + doing) + age(since, now);
        }
    }

    synchronized void accept(Entry entry) {
        last = entry.at();
        switch (entry.event()) {
            case Event.StageStarted(var name) -> stage = name;
            case Event.StepStarted step -> busy(step, "");
            case Event.ActionStarted action -> busy(action, action.action());
            case Event.ActionDone action -> busy(action, "after: " + action.action());
            case Event.StepRetried step -> busy(step, "waits before attempt " + step.attempt());
            case Event.StepDone step -> free(step);
            case Event.StepSkipped step -> free(step);
            case Event.StepFailed step -> free(step);
            case Event.GateWaits gate ->
                    works.put(
                            OnHost.gate(gate.host()),
                            new Work(gate.host(), "gate", "waits until " + gate.question(), last));
            case Event.GateOpened gate -> works.remove(OnHost.gate(gate.host()));
            case Event.GateClosed gate -> works.remove(OnHost.gate(gate.host()));
            case Event.HostLeftOut left ->
                    works.keySet().removeIf(at -> at.host().equals(left.host()));
            case Event.RunStarted _, Event.StageDone _, Event.RunEnded _ -> {}
        }
    }

    private void busy(Event.OfStep step, String doing) {
        works.put(OnHost.of(step), new Work(step.host(), step.title(), doing, last));
    }

    private void free(Event.OfStep step) {
        works.remove(OnHost.of(step));
    }

    /** What is said in a long silence. */
    synchronized String sentence(Instant now) {
        return works.isEmpty()
                ? "still at \"" + stage + "\": between two steps" + age(last, now)
                : "still at it: " + named(now);
    }

    /** What is said when it all ends at once. */
    synchronized String cutOff(Instant now) {
        return works.isEmpty() ? "ended between two steps" : "ended in the midst of: " + named(now);
    }

    /** Those that are longest at it, by name. */
    private String named(Instant now) {
        List<String> named =
                works.values().stream()
                        .sorted(Comparator.comparing(Work::since))
                        .limit(NAMED)
                        .map(work -> work.sentence(now))
                        .toList();
        int more = works.size() - named.size();
        return Stream.concat(
                        named.stream(), more > 0 ? Stream.of("and " + more + " more") : Stream.of())
                .collect(Collectors.joining("; "));
    }

    private static String age(Instant since, Instant now) {
        return ", " + Duration.between(since, now).toSeconds() + " s";
    }
}
