package io.kprov.inventory;

import java.util.Optional;

/**
 * One thing to know about an inventory, with its address. Never holds a secret.
 *
 * @param file the inventory as the operator named it
 * @param line counts from 1
 * @param col counts from 1
 * @param path the key, e.g. {@code hosts[2].address}; empty for the file as a whole
 * @param suggestion what to write instead, as the end of the sentence
 */
public record Finding(
        String file,
        int line,
        int col,
        String path,
        String message,
        Optional<String> suggestion,
        Severity severity) {

    /** Whether a run may go on. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** The finding without its address, e.g. for a message that names the file elsewhere. */
    public String text() {
        return (severity == Severity.WARNING ? "warning: " : "")
                + (path.isEmpty() ? "" : path + ": ")
                + message
                + suggestion.map(text -> "; " + text).orElse("");
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + col + " " + text();
    }
}
