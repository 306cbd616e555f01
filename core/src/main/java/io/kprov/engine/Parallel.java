package io.kprov.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs work for many at once, each on a virtual thread, and waits for all; the first failure is
 * thrown after the last has ended.
 */
final class Parallel {
    private Parallel() {}

    static <T> void forEach(Collection<T> items, Consumer<T> work) {
        var futures = new ArrayList<Future<?>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            items.forEach(item -> futures.add(executor.submit(() -> work.accept(item))));
        }
        for (Future<?> future : futures) {
            try {
                future.get();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (failed.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for hosts", interrupted);
            }
        }
    }
}
