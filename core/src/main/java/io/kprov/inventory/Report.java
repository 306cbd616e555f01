package io.kprov.inventory;

import io.kprov.inventory.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects findings, and knows where each key of the inventory stands. */
final class Report {
    /** More than anybody reads; a wrong file should not print a million lines. */
    private static final int MOST = 200;

    private final String file;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> hidden = new HashSet<>();

    Report(String file) {
        this.file = file;
    }

    /** Notes that the key's value comes from elsewhere and is not to be shown. */
    void hide(String path) {
        hidden.add(path);
    }

    /** A value for a message: in quotes, unless it comes from a variable or file. */
    String shown(String path, String value) {
        return hidden.contains(path) ? "the value of the reference" : Quoted.text(value);
    }

    void remember(String path, Place place) {
        places.put(path, place);
    }

    void error(String path, String message) {
        add(placeOf(path), path, message, Optional.empty(), Severity.ERROR);
    }

    void error(String path, String message, String suggestion) {
        add(placeOf(path), path, message, Optional.of(suggestion), Severity.ERROR);
    }

    void errorAt(Place place, String path, String message, Optional<String> suggestion) {
        add(place, path, message, suggestion, Severity.ERROR);
    }

    void warning(String path, String message) {
        add(placeOf(path), path, message, Optional.empty(), Severity.WARNING);
    }

    void warning(String path, String message, String suggestion) {
        add(placeOf(path), path, message, Optional.of(suggestion), Severity.WARNING);
    }

    boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** All findings in the file's order. */
    List<Finding> findings() {
        var sorted = new ArrayList<>(findings);
        sorted.sort(
                Comparator.comparingInt(Finding::line)
                        .thenComparingInt(Finding::col)
                        .thenComparing(Finding::path));
        return List.copyOf(sorted);
    }

    /** The line of a key, for messages that point at another one. */
    int lineOf(String path) {
        return placeOf(path).line();
    }

    private void add(
            Place place,
            String path,
            String message,
            Optional<String> suggestion,
            Severity severity) {
        if (findings.size() < MOST) {
            findings.add(
                    new Finding(
                            file, place.line(), place.col(), path, message, suggestion, severity));
        } else if (findings.size() == MOST) {
            findings.add(
                    new Finding(
                            file,
                            Integer.MAX_VALUE,
                            1,
                            "",
                            "there are more than " + MOST + " findings; the rest is not shown",
                            Optional.empty(),
                            Severity.ERROR));
        }
    }

    /** The key's place, or that of the nearest part that is in the file when it is a default. */
    Place placeOf(String path) {
        String at = path;
        while (!at.isEmpty()) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            at = KeyPath.parent(at);
        }
        return places.getOrDefault("", Place.START);
    }
}
