package io.kprov.cli;

import java.util.List;

/**
 * What {@code ./kprov} runs once after a build, so that the AOT cache holds what commands load:
 * {@code Rehearsal INVENTORY}. Touches no host but the demo's.
 */
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] arguments) {
        var console = new Console(System.out, System.err, false);
        for (var words :
                List.of(
                        List.of("--help"),
                        List.of("validate", arguments[0]),
                        List.of("demo", "--plan-only"))) {
            Main.run(console, words.toArray(String[]::new));
        }
    }
}
