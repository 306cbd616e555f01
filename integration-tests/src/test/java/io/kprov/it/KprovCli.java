package io.kprov.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * kprov as its user runs it: {@code ./kprov} of the checkout, as a child process, in a folder that
 * holds the inventory. Everything that it prints is in {@code target/lab/STORY/kprov.log} while it
 * runs.
 */
final class KprovCli {

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> NO_CHANGE = Set.of("nothing", "blocked");

    private final Path directory;
    private final Map<String, String> variables;

    /**
     * In {@code directory}, where {@code inventory.yaml} lies and {@code .kprov/} will; a file
     * {@code hosts} there has the names that the operator's machine does not know.
     */
    KprovCli(Path directory) {
        this.directory = directory;
        this.variables = Map.of();
        // The first start builds it, and for that the names of the real internet are needed.
        start("", Map.of(), "--version").finish(LIMIT).orFail();
    }

    private KprovCli(Path directory, Map<String, String> variables) {
        this.directory = directory;
        this.variables = Map.copyOf(variables);
    }

    /** The same with these variables in its environment. */
    KprovCli with(Map<String, String> more) {
        return new KprovCli(directory, more);
    }

    /** The same as a colleague has it: a copy of all that is in the folder, in one below it. */
    KprovCli copy(String name) {
        Path copy = directory.resolve(name);
        List<String> words = new ArrayList<>(List.of("cp", "-rp"));
        for (String each :
                List.of(
                        "inventory.yaml",
                        "kprov.lock",
                        "lab_key",
                        "known_hosts",
                        "hosts",
                        ".kprov")) {
            if (Files.exists(directory.resolve(each))) {
                words.add(directory.resolve(each).toString());
            }
        }
        words.add(copy.toString());
        Program.run(LIMIT, List.of("mkdir", copy.toString())).orFail();
        Program.run(LIMIT, words).orFail();
        return new KprovCli(copy);
    }

    /** Runs to the end, at most half an hour; the exit code is the caller's to judge. */
    Outcome run(String... arguments) {
        return start(arguments).finish(LIMIT);
    }

    /** As {@link #run}, with somebody's answers on standard input. */
    Outcome runWithInput(String input, String... arguments) {
        return start(input, environment(), arguments).finish(LIMIT);
    }

    /** Starts it, for stories that kill it half-way. */
    Program start(String... arguments) {
        return start("", environment(), arguments);
    }

    /** The steps that a plan made now would carry out, each as {@code host step}, and why. */
    Map<String, String> plannedChanges() {
        Map<String, String> changes = new TreeMap<>();
        for (JsonNode stage : plan().path("stages")) {
            for (JsonNode step : stage.path("steps")) {
                if (!NO_CHANGE.contains(step.path("answer").asString())) {
                    changes.put(
                            step.path("host").asString() + " " + step.path("step").asString(),
                            step.path("reason").asString());
                }
            }
        }
        return changes;
    }

    /** The plan as data; blocked steps are part of it, so exits 1 and 4 are answers too. */
    JsonNode plan() {
        Outcome outcome = run("plan", "-o", "json");
        if (outcome.exit() != 1 && outcome.exit() != 4) {
            outcome.expect(0);
        }
        JsonNode plan = JSON.readTree(outcome.out());
        if (!plan.has("stages")) {
            throw new AssertionError(
                    "no plan, exit %d: %s%n%s"
                            .formatted(outcome.exit(), outcome.out(), outcome.err()));
        }
        return plan;
    }

    private Program start(String input, Map<String, String> environment, String... arguments) {
        List<String> words = new ArrayList<>(List.of(Checkout.root().resolve("kprov").toString()));
        words.addAll(List.of(arguments));
        return Program.start(directory, directory.resolve("kprov.log"), input, words, environment);
    }

    private Map<String, String> environment() {
        Path names = directory.resolve("hosts");
        Map<String, String> all = new HashMap<>(variables);
        if (Files.exists(names)) {
            all.put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + names);
        }
        return all;
    }
}
