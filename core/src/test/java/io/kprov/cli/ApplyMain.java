package io.kprov.cli;

import io.kprov.simulator.Mishap;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Another process of kprov, for tests that do something to it: applies on simulated hosts. {@code
 * ApplyMain FOLDER [MILLISECONDS]}: how long a command takes on a host.
 */
final class ApplyMain {
    private ApplyMain() {}

    public static void main(String[] arguments) {
        var time = Duration.ofMillis(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0);
        var desk = new Desk(Path.of(arguments[0]), (_, _) -> new Mishap.Slow(time));
        System.exit(desk.kprov(System.out, System.err, "apply", "--yes"));
    }
}
