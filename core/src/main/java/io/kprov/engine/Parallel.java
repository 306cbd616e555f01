package io.kprov.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs work for many at once, each on a virtual thread, and waits for all; the first failure is
 * thrown after the last has ended.
 */
public final class Parallel {
    private Parallel() {}

    static <T> void forEach(Collection<T> items, Consumer<T> work) {
        map(
                items,
                item -> {
                    work.accept(item);
                    return true;
                });
    }

    /** What the work made of each, in the order of the items. */
    public static <T, R> List<R> map(Collection<T> items, Function<T, R> work) {
        var futures = new ArrayList<Future<R>>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            items.forEach(item -> futures.add(executor.submit(() -> work.apply(item))));
        }
        var results = new ArrayList<R>();
        for (Future<R> future : futures) {
            try {
                results.add(future.get());
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
        return List.copyOf(results);
    }
}
