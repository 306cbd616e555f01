package io.kprov.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The one waiter of the stories: asks a question again and again, and names it when time is up. */
final class Await {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Await() {}

    /**
     * Returns when {@code answer} is yes; an {@link AssertionError} that repeats the question after
     * {@code limit}.
     */
    static void until(String question, Duration limit, BooleanSupplier answer) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!answer.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + limit + ": " + question);
            }
            pause(PAUSE);
        }
    }

    /** For what shows nothing to wait for. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
