package io.kprov.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program's words after its name: options ({@code --a b}, {@code --a=b}, {@code -n b}) and the
 * rest.
 */
final class Options {
    /** Options that have no value in the next word. */
    private static final Set<String> SWITCHES =
            Set.of(
                    "--server-side",
                    "--force-conflicts",
                    "--overwrite",
                    "--all",
                    "--ignore-not-found",
                    "--ignore-daemonsets",
                    "--delete-emptydir-data",
                    "--disable-eviction",
                    "--force",
                    "--now",
                    "--yes",
                    "--quiet",
                    "--skip-token-print",
                    "--cluster",
                    "-q",
                    "-c",
                    "-a",
                    "-t");

    private final List<String> plain = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();

    Options(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (!word.startsWith("-") || word.equals("-")) {
                plain.add(word);
            } else if (word.startsWith("--") && equals > 0) {
                options.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (SWITCHES.contains(word) || i + 1 == words.size()) {
                options.put(word, "");
            } else {
                options.put(word, words.get(++i));
            }
        }
    }

    List<String> plain() {
        return plain;
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(options.get(name));
    }

    String required(String name) {
        return value(name)
                .orElseThrow(() -> new ProgramFailure("the simulator needs the option " + name));
    }
}
