package io.kprov.cli.live;

import java.time.Duration;
import java.time.Instant;

/** When to draw: at most ten times a second, and once a second for the clocks in the table. */
public final class Pace {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(1);

    private Instant last = Instant.EPOCH;

    /**
     * Whether to draw now; a yes counts as done.
     *
     * @param changed whether there is more to show than a later time
     */
    public boolean due(Instant now, boolean changed) {
        boolean due = !now.isBefore(last.plus(changed ? LEAST : MOST));
        if (due) {
            last = now;
        }
        return due;
    }
}
