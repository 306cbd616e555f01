package io.kprov.cli;

import io.kprov.command.ShellQuote;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs a program of the operator's machine that prints a secret: as words, without a shell and
 * without input. What it printed on stdout is in no message.
 */
final class LocalProgram {
    private static final int LONGEST = 64 << 10;
    private static final int SHOWN_LINES = 5;
    private static final File NO_INPUT = new File("/dev/null");

    private final Duration limit;

    /**
     * Makes one.
     *
     * @param limit password managers may ask a person first
     */
    LocalProgram(Duration limit) {
        this.limit = limit;
    }

    /**
     * The first line that it prints; empty when it prints nothing.
     *
     * @param key of the inventory, for messages
     * @throws KprovException FAILED when it cannot be started, fails or takes too long
     */
    String firstLine(String key, List<String> words, Path directory) {
        var process = start(key, words, directory);
        try {
            var stdout = reading(process.getInputStream());
            var stderr = reading(process.getErrorStream());
            // Whatever it started and left behind may hold its output open: that is waited for too.
            var all = CompletableFuture.allOf(stdout, stderr, process.onExit());
            all.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (process.exitValue() != 0) {
                throw failure(
                        key, words, "it exited " + process.exitValue() + lastLines(stderr.get()));
            }
            return stdout.get().lines().findFirst().orElse("");
        } catch (TimeoutException late) {
            throw failure(key, words, "it did not end within " + limit.toSeconds() + " s");
        } catch (ExecutionException unread) {
            throw failure(key, words, "its output could not be read: " + unread.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure(key, words, "kprov was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String key, List<String> words, Path directory) {
        try {
            return new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(NO_INPUT)
                    .start();
        } catch (IOException notThere) {
            throw failure(
                    key,
                    words,
                    "it could not be started: " + String.valueOf(notThere.getMessage()));
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual()
                .start(() -> {
                    try (stream) {
                        var kept = stream.readNBytes(LONGEST);
                        stream.transferTo(java.io.OutputStream.nullOutputStream());
                        text.complete(new String(kept, StandardCharsets.UTF_8));
                    } catch (IOException | UncheckedIOException closed) {
                        text.completeExceptionally(closed);
                    }
                });
        return text;
    }

    private static String lastLines(String stderr) {
        var lines = stderr.strip().lines().map(VisibleText::of).toList();
        return lines.isEmpty()
                ? ", with nothing on stderr"
                : lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).stream()
                        .collect(Collectors.joining("\n", ":\n", ""));
    }

    /** What is told of a program that gave no answer. */
    KprovException failure(String key, List<String> words, String why) {
        return new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "the command of " + key + " gave no answer",
                        ShellQuote.quote(words) + ": " + why,
                        "nothing was changed",
                        "run it by hand in the inventory's directory, mend it, then repeat the"
                                + " same command"));
    }
}
