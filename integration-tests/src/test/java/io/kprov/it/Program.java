package io.kprov.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A child process whose output is kept, and copied line by line to a log while it runs. */
final class Program {

    private final List<String> words;
    private final Process process;
    private final Queue<String> out = new ConcurrentLinkedQueue<>();
    private final Queue<String> err = new ConcurrentLinkedQueue<>();
    private final List<Thread> readers;

    private Program(List<String> words, Process process, Path log) {
        this.words = words;
        this.process = process;
        this.readers =
                List.of(
                        Thread.startVirtualThread(
                                () -> copy(process.getInputStream(), out, "out", log)),
                        Thread.startVirtualThread(
                                () -> copy(process.getErrorStream(), err, "err", log)));
    }

    /**
     * Starts {@code words} in a directory, with {@code input} as its standard input; the log is
     * appended to.
     */
    static Program start(Path directory, Path log, String input, List<String> words) {
        return start(directory, log, input, words, Map.of());
    }

    /** As above, with these variables in its environment besides our own. */
    static Program start(
            Path directory,
            Path log,
            String input,
            List<String> words,
            Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Program program = new Program(List.copyOf(words), process, log);
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // It ended without reading its input; its exit code says whether that matters.
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code words} to their end, at most {@code limit}. */
    static Outcome run(Duration limit, List<String> words) {
        return start(Path.of("."), Path.of("/dev/null"), "", words).finish(limit);
    }

    /** What it has printed up to now, standard output first. */
    String printed() {
        return String.join("", out) + String.join("", err);
    }

    /** Waits until what it printed is as wanted; ends with an error when it exits before that. */
    void awaitPrinted(String question, Duration limit, Predicate<String> wanted) {
        Await.until(
                question,
                limit,
                () -> {
                    // All that it printed is here once its pipes are at their end, not when it
                    // exits.
                    boolean ended = readers.stream().noneMatch(Thread::isAlive);
                    if (wanted.test(printed())) {
                        return true;
                    }
                    if (ended) {
                        throw new AssertionError("it ended before: " + question + "\n" + printed());
                    }
                    return false;
                });
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** What {@code kill -9} does, to it and to what it started. */
    Outcome kill() {
        destroy();
        return finish(Duration.ofSeconds(30));
    }

    /** What Ctrl-C does on a terminal: an interrupt to it and to what it started. */
    void interrupt() {
        Stream<ProcessHandle> targets =
                Stream.concat(Stream.of(process.toHandle()), process.descendants());
        Stream<String> ids = targets.map(each -> String.valueOf(each.pid()));
        run(Duration.ofSeconds(5), Stream.concat(Stream.of("kill", "-INT"), ids).toList());
    }

    Outcome finish(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                destroy();
                throw new AssertionError(
                        "still running after %s: %s%n%s"
                                .formatted(limit, String.join(" ", words), printed()));
            }
            for (Thread reader : readers) {
                reader.join();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + words.getFirst(), e);
        }
        return new Outcome(words, process.exitValue(), String.join("", out), String.join("", err));
    }

    /** The parent first: it must not see a child die and go on. */
    private void destroy() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void copy(InputStream stream, Queue<String> into, String channel, Path log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                into.add(line + "\n");
                Files.writeString(
                        log,
                        channel + " " + line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            into.add("(" + e.getMessage() + ")\n");
        }
    }
}
