package io.kprov.model;

/**
 * Text that must not be seen: it prints as {@code ***} everywhere and is compared by identity of
 * its text only on purpose.
 */
public record Secret(String reveal) {

    @Override
    public String toString() {
        return "***";
    }
}
