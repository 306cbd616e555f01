package io.kprov.simulator;

import io.kprov.engine.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A time in which virtual threads run one after the other, in an order that is the same every time:
 * whoever waits is passed over, and when all wait the clock jumps to the first of them. So a run of
 * many hosts is repeated exactly, and hours of it take a moment.
 *
 * <p>The JDK lets its own tests choose the scheduler of a virtual thread, which those that it
 * starts inherit; see docs/decisions/0016-one-thread-at-a-time.md.
 */
final class SimulatedTime implements InstantSource {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final LinkedBlockingQueue<Runnable> ready = new LinkedBlockingQueue<>();
    private final PriorityQueue<Sleeper> sleepers =
            new PriorityQueue<>(
                    Comparator.comparing(Sleeper::until).thenComparingLong(Sleeper::number));
    private Instant now = BEGIN;
    private long number;

    private record Sleeper(Instant until, long number, Thread thread) {}

    @Override
    public synchronized Instant instant() {
        return now;
    }

    Waiter waiter() {
        return new Waiter(this, this::sleep);
    }

    /** Lets time pass while nobody works. */
    synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    /** Lets the current virtual thread wait. */
    void sleep(Duration time) {
        Instant until;
        synchronized (this) {
            until = now.plus(time);
            sleepers.add(new Sleeper(until, number++, Thread.currentThread()));
        }
        while (instant().isBefore(until)) {
            LockSupport.park(this);
        }
    }

    /** Does the work in a virtual thread, and with it all that it starts, to the end. */
    <T> T run(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        var root = builder(ready::add).start(task);
        while (!task.isDone() || root.isAlive()) {
            var next = ready.poll();
            if (next == null) {
                next = wake() ? null : ready.poll(10, TimeUnit.SECONDS);
                if (next == null && !isAnyReady()) {
                    throw new IllegalStateException("all threads wait, and none for the time");
                }
            }
            if (next != null) {
                next.run();
            }
        }
        return task.get();
    }

    private boolean isAnyReady() {
        return !ready.isEmpty();
    }

    /** False when nobody waits for the time. */
    private boolean wake() {
        @Nullable Sleeper first;
        synchronized (this) {
            first = sleepers.poll();
            if (first == null) {
                return false;
            }
            if (first.until.isAfter(now)) {
                now = first.until;
            }
        }
        LockSupport.unpark(first.thread);
        return true;
    }

    private static Thread.Builder.OfVirtual builder(Executor scheduler) {
        try {
            var builder =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            return (Thread.Builder.OfVirtual) builder.newInstance(scheduler);
        } catch (ReflectiveOperationException other) {
            throw new IllegalStateException(
                    "this JDK has no virtual threads with a scheduler of one's own; see"
                            + " docs/decisions/0016-one-thread-at-a-time.md",
                    other);
        }
    }
}
