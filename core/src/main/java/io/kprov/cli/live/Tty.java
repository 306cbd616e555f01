package io.kprov.cli.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * What of the surroundings is a terminal. The JDK tells only of stdin and stdout together and that
 * cheaply; JLine tells of each, which takes a tenth of a second and so is asked only when a command
 * wants to know.
 */
public interface Tty {
    /** No terminal anywhere. */
    Tty NONE =
            new Tty() {
                @Override
                public boolean shows() {
                    return false;
                }

                @Override
                public boolean asks() {
                    return false;
                }

                @Override
                public boolean draws() {
                    return false;
                }
            };

    /** Of JLine's ways to a terminal the one that brings no native library of its own. */
    String PROVIDER = "ffm";

    /** Whether somebody reads the results. */
    boolean shows();

    /** Whether somebody reads stderr and can answer. */
    boolean asks();

    /** Whether stderr is a terminal in which lines can be drawn anew. */
    boolean draws();

    /** This process's. */
    static Tty ofProcess() {
        return new OfProcess();
    }

    /** Asks the operating system. */
    record OfProcess() implements Tty {
        private static final Path STATE = Path.of("/proc/self/stat");

        @Override
        @SuppressWarnings("SystemConsoleNull") // NullAway does not know that it may be null
        public boolean shows() {
            var console = System.console();
            return console != null && console.isTerminal();
        }

        @Override
        public boolean asks() {
            return is(SystemStream.Input) && is(SystemStream.Error);
        }

        @Override
        public boolean draws() {
            String type = System.getenv("TERM");
            return type != null
                    && !type.isEmpty()
                    && !type.equals("dumb")
                    && inForeground()
                    && is(SystemStream.Error);
        }

        private boolean is(SystemStream stream) {
            try {
                return TerminalProvider.load(PROVIDER).isSystemStream(stream);
            } catch (IOException | UnsupportedOperationException withoutNativeAccess) {
                return shows();
            }
        }

        /** Whoever works in the background would draw over the shell's prompt. */
        private static boolean inForeground() {
            try {
                // After the program's name, which may hold anything: state, parent, own group,
                // session, terminal, the terminal's group.
                String text = Files.readString(STATE);
                var fields = List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", 7));
                return fields.get(2).equals(fields.get(5));
            } catch (IOException anotherSystem) {
                return true;
            }
        }
    }
}
