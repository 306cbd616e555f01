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

    public Waiter waiter() {
        return new Waiter(
                this,
                time -> {
                    jumped.accumulateAndGet(time, Duration::plus);
                    Thread.sleep(1);
                });
    }
}
