package io.kprov.cli;

import io.kprov.engine.StopSign;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ctrl-C: says so at once, and lets every host come to the edge of its step. */
final class Interrupts {
    private static final AtomicBoolean HAPPENED = new AtomicBoolean();

    private Interrupts() {}

    /** Until it is closed, an interrupt sets the sign and waits for the run to end. */
    static Guard stopAt(StopSign stop, Console console) {
        var ended = new CountDownLatch(1);
        var hook =
                Thread.ofPlatform()
                        .unstarted(() -> {
                            if (ended.getCount() == 0) {
                                return;
                            }
                            HAPPENED.set(true);
                            stop.set();
                            console.progress(
                                    "interrupted: each host stops at the edge of its step; the same command goes on from there");
                            try {
                                if (!ended.await(15, TimeUnit.MINUTES)) {
                                    console.progress("a step did not end");
                                }
                            } catch (InterruptedException now) {
                                Thread.currentThread().interrupt();
                            }
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            ended.countDown();
            if (!HAPPENED.get()) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        };
    }

    static boolean happened(StopSign stop) {
        return stop.isSet() && HAPPENED.get();
    }

    /** Ends the guarding. */
    interface Guard extends AutoCloseable {
        @Override
        void close();
    }
}
