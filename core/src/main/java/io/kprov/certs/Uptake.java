package io.kprov.certs;

import java.util.Locale;

/**
 * Whether a program has taken up what is in a file.
 *
 * @param why how one can tell; empty where it is plain
 */
public record Uptake(String program, State state, String why) {

    /** From the best to the worst. */
    public enum State {
        /** Nothing keeps it in memory. */
        ON_DEMAND,
        /** It has. */
        YES,
        /** It may have. */
        UNKNOWN,
        /** It does not run. */
        DOWN,
        /** It has not. */
        NO;

        /** As JSON and tables say it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
