package io.kprov.inventory;

import java.time.Duration;
import java.util.Optional;

/** A span of time as the inventory writes it, for options that take one. */
public final class Lifetime {
    /** What it looks like, as a clause for messages. */
    public static final String FORM = "a time (a number and y, d, h or m)";

    private Lifetime() {}

    /** The time; empty when the text is not one. */
    public static Optional<Duration> parse(String text) {
        return Notation.duration(text);
    }
}
