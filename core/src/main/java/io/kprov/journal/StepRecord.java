package io.kprov.journal;

import io.kprov.error.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of a step on a host. The components are the JSON form.
 *
 * @param at when it was begun or skipped
 * @param seconds how long it took, or had taken when the journal broke off
 * @param attempts how often it was tried; 0 for one that was not begun
 */
public record StepRecord(
        String step,
        String title,
        Outcome outcome,
        Instant at,
        double seconds,
        int attempts,
        String reason,
        List<Retry> retries,
        List<Done> actions,
        Optional<Problem> problem) {

    public StepRecord {
        retries = List.copyOf(retries);
        actions = List.copyOf(actions);
    }

    /** How a step came out. */
    public enum Outcome {
        DONE,
        SKIPPED,
        FAILED,
        /** It was begun, and nothing is known of its end. */
        UNFINISHED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something passing that made it be tried again after so many seconds. */
    public record Retry(String reason, int attempt, double pause) {}

    /** An action that ended, with the last lines that it printed. */
    public record Done(String action, double seconds, String output) {}
}
