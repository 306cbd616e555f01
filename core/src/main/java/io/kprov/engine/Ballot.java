package io.kprov.engine;

import io.kprov.model.Host;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks hosts all at once and goes on as soon as enough is known: a host that is silent holds up
 * nobody who can do without its answer.
 */
final class Ballot {
    private Ballot() {}

    private record Vote<A>(Host host, A answer) {}

    /**
     * The answers that are there when they are enough, or when the time is up.
     *
     * @param question may go on after this has returned; the first failure is thrown
     */
    static <A> Map<Host, A> ask(
            Collection<Host> hosts,
            Function<Host, A> question,
            Predicate<Map<Host, A>> enough,
            Duration limit) {
        var answers = new LinkedHashMap<Host, A>();
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var votes = new ExecutorCompletionService<Vote<A>>(executor);
            hosts.forEach(host -> votes.submit(() -> new Vote<>(host, question.apply(host))));
            long deadline = System.nanoTime() + limit.toNanos();
            while (answers.size() < hosts.size() && !enough.test(answers)) {
                var next = votes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                var vote = next.get();
                answers.put(vote.host, vote.answer);
            }
            return answers;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return answers;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failed.getCause());
        } finally {
            executor.shutdown();
        }
    }
}
