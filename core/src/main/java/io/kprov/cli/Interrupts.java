package io.kprov.cli;

import io.kprov.engine.StopSign;
import io.kprov.error.ExitCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jline.utils.Signals;

/**
 * Ctrl-C, a polite kill and a terminal that is closed: the first one says so at once and lets every
 * host come to the edge of its step, a second one ends the process. Before and after the run they
 * end it as they end any program.
 */
final class Interrupts implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    /** A terminal that takes no more must not keep the process. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final StopSign stop;
    private final Console console;
    private final Supplier<List<String>> cutOff;
    private final AtomicBoolean happened = new AtomicBoolean();
    private final Map<String, Object> before = new LinkedHashMap<>();

    private Interrupts(StopSign stop, Console console, Supplier<List<String>> cutOff) {
        this.stop = stop;
        this.console = console;
        this.cutOff = cutOff;
    }

    /**
     * Until it is closed, an interrupt sets the sign.
     *
     * @param cutOff what to say when a second one ends the process
     */
    static Interrupts stopAt(StopSign stop, Console console, Supplier<List<String>> cutOff) {
        var interrupts = new Interrupts(stop, console, cutOff);
        for (String signal : SIGNALS) {
            Object previous = Signals.register(signal, interrupts::received);
            if (previous != null) {
                interrupts.before.put(signal, previous);
            }
        }
        return interrupts;
    }

    private void received() {
        if (happened.compareAndSet(false, true)) {
            stop.set();
            console.progress(
                    "interrupted: each host stops at the edge of its step; a second one ends now");
        } else {
            endNow();
        }
    }

    private void endNow() {
        var words =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            console.settle();
                            console.lastWords(cutOff.get());
                        });
        try {
            words.join(LAST_WORDS);
        } catch (InterruptedException now) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
    }

    boolean happened() {
        return happened.get();
    }

    @Override
    public void close() {
        before.forEach(Signals::unregister);
    }
}
