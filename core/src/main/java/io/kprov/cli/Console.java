package io.kprov.cli;

import io.kprov.cli.live.Screen;
import io.kprov.cli.live.TerminalScreen;
import io.kprov.cli.live.Tty;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Results go to stdout, everything else to stderr; colour only on a terminal that wants it. */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Tty tty;
    private final boolean shows;
    private boolean wantsColour;
    private boolean onlyLines;
    private boolean silent;
    private volatile @Nullable LiveTable table;

    Console(PrintStream out, PrintStream err, Tty tty) {
        this.out = out;
        this.err = err;
        this.tty = tty;
        this.shows = tty.shows();
        // https://no-color.org: present and not empty means no colour.
        String noColor = System.getenv("NO_COLOR");
        this.wantsColour = noColor == null || noColor.isEmpty();
    }

    void withoutColour() {
        wantsColour = false;
    }

    boolean colour() {
        return shows && wantsColour;
    }

    Ansi ansi() {
        return colour() ? Ansi.ON : Ansi.OFF;
    }

    /** Nothing is drawn: others write to stderr, too. */
    void onlyLines() {
        onlyLines = true;
    }

    /** Whether somebody can be asked. */
    boolean interactive() {
        return tty.asks();
    }

    /** The terminal that a table can be drawn on. */
    Optional<Screen> screen() {
        return !onlyLines && tty.draws() ? TerminalScreen.onStderr(wantsColour) : Optional.empty();
    }

    /** From now on lines of progress go above the table. */
    synchronized void show(LiveTable shown) {
        table = shown;
    }

    /** From now on lines of progress are printed. */
    synchronized void unshow() {
        table = null;
    }

    /** Takes away the table, if one is shown. */
    void settle() {
        var shown = table;
        if (shown != null) {
            shown.close();
        }
    }

    /** A line of the result. */
    synchronized void result(String line) {
        out.println(line);
        out.flush();
    }

    void result(List<String> lines) {
        lines.forEach(this::result);
    }

    /** The last that is said: whoever is cut off in the midst of a line comes too late. */
    synchronized void lastWords(List<String> lines) {
        lines.forEach(this::progress);
        silent = true;
    }

    /** A line about how it goes. */
    synchronized void progress(String line) {
        if (silent) {
            return;
        }
        var shown = table;
        if (shown != null) {
            shown.say(line);
        } else {
            err.println(line);
            err.flush();
        }
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

    /** Whether the answer to a question is this word and nothing else. */
    boolean confirms(String question, String word) {
        return ask(question).map(String::strip).filter(word::equals).isPresent();
    }

    /**
     * Before anything is looked at: whether somebody can be asked.
     *
     * @throws KprovException USAGE when nobody can
     */
    void requireTerminal(String what, String state, String next) {
        if (!interactive()) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(what, "there is no terminal to ask on", state, next));
        }
    }

    /** Asks for something that must not be seen; empty when there is no terminal. */
    @SuppressWarnings("SystemConsoleNull") // NullAway does not know yet that it never is
    Optional<String> askHidden(String question) {
        var console = System.console();
        if (!shows || console == null) {
            return Optional.empty();
        }
        Supplier<Optional<String>> asking =
                () -> Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
        var shown = table;
        return shown == null ? asking.get() : shown.aside(asking);
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
