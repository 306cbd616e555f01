package io.kprov.remote.ssh;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * OpenSSH's pattern lists (ssh_config(5), PATTERNS): {@code *}, {@code ?}, and {@code !} for what
 * must not match.
 */
record HostPatterns(List<String> patterns) {

    static HostPatterns parse(String commaSeparated) {
        return new HostPatterns(Arrays.asList(commaSeparated.split(",", -1)));
    }

    boolean match(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(p -> !p.startsWith("!") && glob(p, lower))
                && patterns.stream()
                        .noneMatch(p -> p.startsWith("!") && glob(p.substring(1), lower));
    }

    private static boolean glob(String pattern, String name) {
        var regex = new StringBuilder();
        for (var c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.matches(regex.toString(), name);
    }
}
