package io.kprov.facts;

/** What the API server says of a pod's eviction, asked as a trial: nothing is evicted. */
public sealed interface TrialEviction {

    /** The pod may go. */
    record Allowed() implements TrialEviction {}

    /**
     * It may not.
     *
     * @param forNow whether a disruption budget is short, which may pass (HTTP 429); anything else
     *     ends a drain
     * @param words the API server's own
     */
    record Refused(boolean forNow, String words) implements TrialEviction {}
}
