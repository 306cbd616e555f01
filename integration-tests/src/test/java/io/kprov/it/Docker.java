package io.kprov.it;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The docker command line. Not Testcontainers: a lab host needs a dozen flags that its API only
 * reaches through a modifier of the raw request, and faults (pause, disconnect, restart) are plain
 * commands here.
 */
final class Docker {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Docker() {}

    static Outcome run(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("docker"));
        words.addAll(arguments);
        return Program.run(LIMIT, words);
    }

    static Outcome run(String... arguments) {
        return run(List.of(arguments));
    }

    /**
     * Why nothing can be started here: no docker, no daemon, or one of the images is missing; empty
     * when all is there.
     */
    static Optional<String> missing(List<String> images) {
        try {
            if (!run("info").succeeded()) {
                return Optional.of("the Docker daemon does not answer (docker info)");
            }
        } catch (UncheckedIOException _) {
            return Optional.of("there is no docker command");
        }
        return images.stream()
                .filter(image -> !run("image", "inspect", image).succeeded())
                .findFirst()
                .map(image -> "there is no image " + image);
    }

    /** Removes every container, with its volumes, and every network that carries the label. */
    static void removeAll(String label) {
        List<String> containers = ids("ps", "-aq", "--filter", "label=" + label);
        if (!containers.isEmpty()) {
            List<String> arguments = new ArrayList<>(List.of("rm", "-fv"));
            arguments.addAll(containers);
            run(arguments).orFail();
        }
        for (String network : ids("network", "ls", "-q", "--filter", "label=" + label)) {
            run("network", "rm", network).orFail();
        }
    }

    private static List<String> ids(String... arguments) {
        return run(arguments).orFail().out().lines().toList();
    }
}
