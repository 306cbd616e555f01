package io.kprov.it;

import java.util.List;

/**
 * How a program ended and what it said.
 *
 * @param words the command line
 * @param exit its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Outcome(List<String> words, int exit, String out, String err) {

    private static final int LAST = 60;

    Outcome {
        words = List.copyOf(words);
    }

    boolean succeeded() {
        return exit == 0;
    }

    /**
     * This, when it ended with 0; else an {@link AssertionError} with the command and all it said.
     */
    Outcome orFail() {
        if (!succeeded()) {
            throw new AssertionError(
                    "exit %d: %s%n%s%n%s"
                            .formatted(exit, String.join(" ", words), out.strip(), err.strip()));
        }
        return this;
    }

    /**
     * This, when it ended with that code; else an {@link AssertionError} with the last lines of
     * what it said.
     */
    Outcome expect(int wanted) {
        if (exit != wanted) {
            throw new AssertionError(
                    "exit %d, not %d: %s%n%s%n%s"
                            .formatted(
                                    exit,
                                    wanted,
                                    String.join(" ", words),
                                    lastLines(out),
                                    lastLines(err)));
        }
        return this;
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST), lines.size()));
    }

    /** Standard output without the line end: what a one-line question was answered. */
    String answer() {
        return out.strip();
    }
}
