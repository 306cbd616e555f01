package io.kprov.cli;

import io.kprov.cli.live.Tty;
import java.util.List;

/**
 * What {@code ./kprov} runs once after a build, so that the AOT cache holds what commands load:
 * {@code Rehearsal INVENTORY}. Touches no host but the demo's.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) {
        var console = new Console(System.out, System.err, Tty.NONE);
        for (var words :
                List.of(
                        List.of("--help"),
                        List.of("validate", arguments[0]),
                        List.of("demo", "--plan-only"))) {
            Main.run(console, words.toArray(String[]::new));
        }
        // Whether there is a terminal is asked where there is one.
        Tty.ofProcess().asks();
    }
}
