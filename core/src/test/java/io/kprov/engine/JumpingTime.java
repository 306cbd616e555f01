package io.kprov.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A time in which nobody waits: a pause moves the clock. */
public final class JumpingTime implements InstantSource {
    private final AtomicReference<Duration> jumped = new AtomicReference<>(Duration.ZERO);

    @Override
    public Instant instant() {
        return InstantSource.system().instant().plus(jumped.get());
    }

    /** Lets time pass while nobody waits. */
    void pass(Duration time) {
        jumped.accumulateAndGet(time, Duration::plus);
    }

    public Waiter waiter() {
        return new Waiter(
                this,
                time -> {
                    pass(time);
                    Thread.sleep(1);
                });
    }
}
