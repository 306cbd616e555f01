package io.kprov.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** The one place that waits: polls a question until it is answered or its limit is reached. */
public final class Waiter {
    private static final Duration PAUSE = Duration.ofMillis(400);

    private final InstantSource clock;
    private final Sleeper sleeper;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }

    public Waiter(InstantSource clock) {
        this(clock, Thread::sleep);
    }

    /**
     * For a world with a time of its own.
     *
     * @param sleeper after which the clock is later
     */
    public Waiter(InstantSource clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    InstantSource clock() {
        return clock;
    }

    /** Whether the question was answered with yes within the limit. */
    public boolean poll(Duration limit, BooleanSupplier question) {
        var deadline = clock.instant().plus(limit);
        while (!question.getAsBoolean()) {
            if (clock.instant().isAfter(deadline) || !pause(PAUSE)) {
                return false;
            }
        }
        return true;
    }

    /** Waits for a while; false when the thread was interrupted meanwhile. */
    public boolean pause(Duration time) {
        try {
            sleeper.sleep(time);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
