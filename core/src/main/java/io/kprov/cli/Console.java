package io.kprov.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Results go to stdout, everything else to stderr; colour only on a terminal that wants it. */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private boolean colour;

    Console(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        // https://no-color.org: present and not empty means no colour.
        String noColor = System.getenv("NO_COLOR");
        this.colour = terminal && (noColor == null || noColor.isEmpty());
    }

    void withoutColour() {
        colour = false;
    }

    boolean colour() {
        return colour;
    }

    Ansi ansi() {
        return colour ? Ansi.ON : Ansi.OFF;
    }

    /** Whether somebody can be asked. */
    boolean interactive() {
        return terminal;
    }

    /** A line of the result. */
    synchronized void result(String line) {
        out.println(line);
        out.flush();
    }

    void result(List<String> lines) {
        lines.forEach(this::result);
    }

    /** A line about how it goes. */
    synchronized void progress(String line) {
        err.println(line);
        err.flush();
    }

    /** Asks a question and reads a line; empty at end of input. */
    Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                            .readLine());
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    /** Asks for something that must not be seen; empty when there is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // NullAway does not know yet that it never is
    Optional<String> askHidden(String question) {
        var console = System.console();
        return terminal && console != null
                ? Optional.ofNullable(console.readPassword("%s", question)).map(String::new)
                : Optional.empty();
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
