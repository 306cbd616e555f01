package io.kprov.model;

/**
 * A piece of a program's configuration, word for word from the inventory.
 *
 * @param secret whether no plan may show it: part of it came from a variable or a file, and may be
 *     a password
 */
public record DropIn(String text, boolean secret) {

    @Override
    public String toString() {
        return secret ? "DropIn[***]" : "DropIn[" + text + "]";
    }
}
