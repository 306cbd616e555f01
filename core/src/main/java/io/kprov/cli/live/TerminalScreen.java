package io.kprov.cli.live;

import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * The terminal that stderr is. The cursor stays visible and rests below the table, and keys are not
 * echoed: no more is to be put right at the end, and a shell does that after a {@code kill -9}.
 */
public final class TerminalScreen implements Screen {
    private static final Size NONE = Size.of(0, 0);

    private final Terminal terminal;
    private final boolean colour;
    private Display display;
    private Size drawnFor = NONE;
    private List<AttributedString> drawn = List.of();

    TerminalScreen(Terminal terminal, boolean colour) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
        this.colour = colour;
        terminal.echo(false);
    }

    /** The screen, where there is one of a known size. */
    public static Optional<Screen> onStderr(boolean colour) {
        try {
            var terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .systemOutput(SystemOutput.SysErr)
                            .provider(Tty.PROVIDER)
                            .dumb(false)
                            .nativeSignals(false)
                            .graphemeCluster(false)
                            .build();
            if (terminal.getSize().getColumns() > 0) {
                return Optional.of(new TerminalScreen(terminal, colour));
            }
            terminal.close();
            return Optional.empty();
        } catch (IOException | IllegalStateException | IOError none) {
            return Optional.empty();
        }
    }

    @Override
    public int columns() {
        return size().getColumns();
    }

    @Override
    public int rows() {
        return size().getRows();
    }

    /** Asked for at each drawing, which is how a resize is followed. */
    private Size size() {
        try {
            return terminal.getSize();
        } catch (IOError gone) {
            return NONE;
        }
    }

    @Override
    public void draw(List<String> above, List<AttributedString> table) {
        var size = size();
        if (size.getColumns() == 0) {
            return;
        }
        // What somebody else wrote, the ^C of the terminal's driver for one, is where the cursor
        // rests.
        terminal.puts(Capability.carriage_return);
        terminal.puts(Capability.clr_eol);
        if (!size.equals(drawnFor)) {
            resized(size);
        }
        if (!above.isEmpty()) {
            display.update(List.of(), 0, false);
            above.forEach(line -> terminal.writer().println(line));
            display.reset();
        }
        display.update(table.stream().map(this::line).toList(), size.cursorPos(table.size(), 0));
        drawn = List.copyOf(table);
    }

    /** Takes away what was drawn for another size: terminals wrap lines that are too long now. */
    private void resized(Size size) {
        int rows =
                drawn.stream()
                        .mapToInt(line -> Math.ceilDiv(line.columnLength(), size.getColumns()))
                        .sum();
        if (rows > 0) {
            terminal.puts(Capability.parm_up_cursor, rows);
            terminal.puts(Capability.clr_eos);
        }
        display = new Display(terminal, false);
        display.resize(size);
        drawnFor = size;
    }

    /** A line without an end would be one that goes on in the next row. */
    private AttributedString line(AttributedString line) {
        return AttributedString.join(
                AttributedString.EMPTY,
                colour ? line : new AttributedString(line.toString()),
                AttributedString.NEWLINE);
    }

    @Override
    public void close() {
        try {
            draw(List.of(), List.of());
            terminal.close();
        } catch (IOException | IOError gone) {
            // Nobody looks at it any more.
            return;
        }
    }
}
