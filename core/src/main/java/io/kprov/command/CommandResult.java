package io.kprov.command;

import java.time.Duration;

/**
 * What a command left: its exit status and output, decoded as UTF-8 with replacement of what is
 * not.
 */
public record CommandResult(int exitStatus, String stdout, String stderr, Duration took) {

    public boolean ok() {
        return exitStatus == 0;
    }

    /** The last lines of output, the error stream first choice, for a message. */
    public String lastLines(int count) {
        return lastLines(stderr.isBlank() ? stdout : stderr, count);
    }

    /**
     * The last lines of both streams, for a question whose answer is on the one and a refusal on
     * the other.
     */
    public String lastLinesOfBoth(int count) {
        return lastLines(stdout.strip() + "\n" + stderr.strip(), count);
    }

    private static String lastLines(String text, int count) {
        var lines = text.strip().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
