package io.kprov.journal;

import io.kprov.error.Problem;
import java.time.Instant;
import java.util.List;

/** Events of a run on two hosts, in which everything happens. */
final class Stories {
    static final Instant BEGAN = Instant.parse("2026-01-01T10:00:00Z");
    static final Problem FAILURE =
            new Problem(
                    "w-1: join the cluster failed",
                    "kubeadm join failed: exit 1\nno route to host | ``` <b>",
                    "the steps before it are done",
                    "mend the cause");
    static final Problem GATE = new Problem("cp-1: the gate stays closed", "etcd", "so", "look");

    private Stories() {}

    static Event.RunStarted start() {
        return new Event.RunStarted(
                "20260101T100000.000Z-0001",
                "prod",
                "apply",
                "kprov apply prod.yaml",
                "ann",
                "desk",
                41,
                "0.1.0",
                "a".repeat(64),
                "b".repeat(64));
    }

    /** Each event a second after the one before it. */
    static List<Entry> failed() {
        return entries(
                start(),
                new Event.StageStarted("nodes"),
                new Event.StepSkipped("cp-1", "swap", "turn swap off", "there is none"),
                new Event.StepStarted("cp-1", "pull", "pull images", "2 are missing", 1),
                new Event.StepStarted("w-1", "join", "join the cluster", "not a node", 1),
                new Event.ActionStarted(
                        "w-1", "join", "join the cluster", ActionKind.RUN, "kubeadm join"),
                new Event.StepRetried(
                        "w-1", "join", "join the cluster", "the connection\nwas lost", 2, 5),
                new Event.ActionDone("cp-1", "pull", "pull images", "pull 2", 3.5, "done\nso"),
                new Event.StepDone("cp-1", "pull", "pull images", 4, 1),
                new Event.StepFailed("w-1", "join", "join the cluster", FAILURE, 6, 2),
                new Event.StageDone("nodes", 9),
                new Event.GateWaits("cp-1", "etcd is healthy"),
                new Event.GateClosed("cp-1", GATE),
                new Event.RunEnded(
                        RunResult.FAILED,
                        11,
                        List.of(
                                new Event.HostSum("cp-1", 1, 1, true, 4.5),
                                new Event.HostSum("w-1", 0, 0, true, 6.5)),
                        List.of(FAILURE, GATE)));
    }

    static List<Entry> entries(Event... events) {
        var entries = new java.util.ArrayList<Entry>();
        for (Event event : events) {
            entries.add(new Entry(BEGAN.plusSeconds(entries.size()), event));
        }
        return entries;
    }

    static String text(List<Entry> entries) {
        return String.join("", entries.stream().map(entry -> entry.json() + "\n").toList());
    }
}
