package io.kprov.cli;

import io.kprov.engine.Waiter;
import io.kprov.error.VisibleText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/** Says something when nothing was heard for a while, so that no silence lasts 15 seconds. */
final class Heartbeat implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Console console;
    private final InstantSource clock;
    private final Function<Instant, String> sentence;
    private Instant heard;
    private boolean closed;

    private Heartbeat(Console console, InstantSource clock, Function<Instant, String> sentence) {
        this.console = console;
        this.clock = clock;
        this.sentence = sentence;
        this.heard = clock.instant();
    }

    /** Beats until it is closed. */
    static Heartbeat start(
            Console console, InstantSource clock, Function<Instant, String> sentence) {
        var heartbeat = new Heartbeat(console, clock, sentence);
        var waiter = new Waiter(clock);
        Thread.ofVirtual()
                .name("heartbeat")
                .start(() -> {
                    while (waiter.pause(TICK) && heartbeat.tick()) {
                        // Each tick says what is to be said.
                    }
                });
        return heartbeat;
    }

    /** Something else was printed just now. */
    synchronized void heard() {
        heard = clock.instant();
    }

    /** False when it is closed. */
    synchronized boolean tick() {
        var now = clock.instant();
        if (!closed && Duration.between(heard, now).compareTo(SILENCE) >= 0) {
            console.progress(VisibleText.of(sentence.apply(now)));
            heard = now;
        }
        return !closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
