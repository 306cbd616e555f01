package io.kprov.status;

/** How well a condition is met, the worst last. */
public enum Level {
    OK,
    /** Works, and somebody should look. */
    WARNING,
    /** Does not work, or only by luck. */
    BAD
}
