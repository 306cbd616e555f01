package io.kprov.journal;

import io.kprov.journal.StepRecord.Outcome;
import java.util.List;

/** What a run did on a host, in the order of events. The components are the JSON form. */
public record HostRecord(String host, boolean failed, double seconds, List<StepRecord> steps) {

    public HostRecord {
        steps = List.copyOf(steps);
    }

    /** How many of the host's steps came out so. */
    public int count(Outcome outcome) {
        return (int) steps.stream().filter(step -> step.outcome() == outcome).count();
    }

    /** How many times steps were tried again. */
    public int retries() {
        return steps.stream().mapToInt(step -> step.retries().size()).sum();
    }
}
