package io.kprov.journal;

import java.util.Locale;

/** How a run ended, or how it looks when it did not. */
public enum RunResult {
    DONE,
    FAILED,
    INTERRUPTED,
    /** It has no end, and its process has. Never in a journal. */
    BROKE_OFF,
    /** Its process is at work. Never in a journal. */
    RUNNING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
