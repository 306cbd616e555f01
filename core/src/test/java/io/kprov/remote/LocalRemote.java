package io.kprov.remote;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.model.Host;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** This very machine in the place of a host: commands run here, as the user who runs the tests. */
public record LocalRemote(Host host) implements Remote {

    @Override
    public CommandResult run(Command command, Duration timeout) {
        return run(command, new ByteArrayInputStream(command.input().bytes()), timeout);
    }

    @Override
    public CommandResult run(Command command, InputStream input, Duration timeout) {
        return run(command, input);
    }

    /** Runs a command to its end. */
    public static CommandResult run(Command command) {
        return run(command, new ByteArrayInputStream(command.input().bytes()));
    }

    private static CommandResult run(Command command, InputStream input) {
        try {
            Path stdout = Files.createTempFile("stdout", "");
            Path stderr = Files.createTempFile("stderr", "");
            Path stdin = Files.createTempFile("stdin", "");
            try {
                Files.write(stdin, input.readAllBytes());
                var process =
                        new ProcessBuilder(command.words())
                                .redirectInput(stdin.toFile())
                                .redirectOutput(stdout.toFile())
                                .redirectError(stderr.toFile())
                                .start();
                return new CommandResult(
                        process.waitFor(),
                        Files.readString(stdout, StandardCharsets.UTF_8),
                        Files.readString(stderr, StandardCharsets.UTF_8),
                        Duration.ofMillis(1500));
            } finally {
                Files.delete(stdout);
                Files.delete(stderr);
                Files.delete(stdin);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
