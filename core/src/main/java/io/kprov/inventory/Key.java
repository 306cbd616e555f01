package io.kprov.inventory;

import java.util.Optional;

/**
 * One row of the key table.
 *
 * @param fallback what holds when the key is absent: a text, a number, or for {@link KeyType.OneOf}
 *     the name of a form
 * @param description for the reference page and for editors; sentences
 * @param example as YAML, on one line
 */
record Key(
        String name,
        KeyType type,
        boolean required,
        Optional<String> fallback,
        String description,
        String example) {

    static Key optional(String name, KeyType type, String description, String example) {
        return new Key(name, type, false, Optional.empty(), description, example);
    }

    static Key required(String name, KeyType type, String description, String example) {
        return new Key(name, type, true, Optional.empty(), description, example);
    }

    /** A map of further keys, which have the examples. */
    static Key part(String name, String description, Key... keys) {
        return optional(name, KeyType.block(keys), description, "");
    }

    Key orElse(String value) {
        return new Key(name, type, required, Optional.of(value), description, example);
    }

    /** The same key where it must be there. */
    Key must() {
        return new Key(name, type, true, fallback, description, example);
    }
}
