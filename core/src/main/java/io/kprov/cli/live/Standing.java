package io.kprov.cli.live;

import java.time.Instant;

/** How a host stands in a run. In the order in which a reader wants to know of them. */
sealed interface Standing {

    /** Since when it is so. */
    Instant since();

    /** A step failed: the host goes no further. */
    record Failed(String title, Instant since) implements Standing {}

    /** It cannot be reached, and the run goes on without it. */
    record LeftOut(Instant since) implements Standing {}

    /** A step is tried again after a pause. */
    record Retrying(String title, int attempt, Instant next, String reason, Instant since)
            implements Standing {}

    /**
     * At a step.
     *
     * @param doing its action, or empty between two of them
     */
    record Working(String title, String doing, Instant since) implements Standing {}

    /** It has something to do and is at nothing: others come first, or the run stops. */
    record Waiting(Instant since) implements Standing {}

    /** All that was planned for it is done. */
    record Done(Instant since) implements Standing {}

    /** Smaller comes first. */
    default int rank() {
        return switch (this) {
            case Failed _ -> 0;
            case LeftOut _ -> 1;
            case Retrying _ -> 2;
            case Working _ -> 3;
            case Waiting _ -> 4;
            case Done _ -> 5;
        };
    }
}
