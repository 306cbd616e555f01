package io.kprov.command;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One program run on a host, as words: no shell reads them. Secrets go by {@link Input}, never as a
 * word, since every user of a host can read the words of its processes.
 */
public record Command(List<String> words, Input input) {

    public Command {
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        words = List.copyOf(words);
    }

    public static Command of(String... words) {
        return new Command(List.of(words), new Input.None());
    }

    /**
     * A fixed script of kprov's own, read by {@code sh} from its standard input; {@code arguments}
     * become $1, $2, ...
     */
    public static Command script(String script, String... arguments) {
        var words = new java.util.ArrayList<>(List.of("sh", "-s", "--"));
        words.addAll(List.of(arguments));
        return new Command(words, new Input.Text(script));
    }

    /** The same command with text on its standard input. */
    public Command withInput(String text) {
        return new Command(words, new Input.Text(text));
    }

    /** The same command with secret text on its standard input: shown nowhere. */
    public Command withSecretInput(byte[] bytes) {
        return new Command(words, new Input.Hidden(bytes));
    }

    /** As an engineer would type it. */
    @Override
    public String toString() {
        return ShellQuote.quote(words);
    }

    /** What a command reads on its standard input. */
    public sealed interface Input {
        byte[] bytes();

        /** Nothing: end of file at once. */
        record None() implements Input {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }
        }

        /** Text that may be shown. */
        record Text(String text) implements Input {
            @Override
            public byte[] bytes() {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }

        /** Bytes that are shown nowhere. */
        @SuppressWarnings(
                "ArrayRecordComponent") // never compared; the content stays out of toString
        record Hidden(byte[] bytes) implements Input {
            @Override
            public String toString() {
                return "***";
            }
        }
    }
}
