package io.kprov.inventory;

import java.util.List;
import java.util.Map;

/** What may stand behind a key; the validator, the JSON Schema and the reference page read it. */
sealed interface KeyType {

    /** A string with a form; a secret one is never shown. */
    record Text(Format format, boolean secret) implements KeyType {}

    /**
     * One of a few words.
     *
     * @param refused words that people try, and why they are none of them
     */
    record Choice(List<String> words, Map<String, String> refused) implements KeyType {}

    record Whole(int least, int most) implements KeyType {}

    /**
     * A list.
     *
     * @param distinct whether the same item twice is a mistake
     * @param filled whether a list of nothing is a mistake
     */
    record Many(KeyType item, boolean distinct, boolean filled) implements KeyType {}

    /** A map whose keys the operator chooses. */
    record Named(Format name, KeyType value) implements KeyType {}

    /** A map with these keys and no others. */
    record Block(List<Key> keys) implements KeyType {}

    /** A map with exactly one of these keys. */
    record OneOf(List<Key> forms) implements KeyType {}

    /** A text as it is, or a map that says the same at length. */
    record Either(Text text, KeyType map) implements KeyType {}

    /** Somebody else's map, handed on as it is. */
    record Free() implements KeyType {}

    static KeyType text(Format format) {
        return new Text(format, false);
    }

    static KeyType secret() {
        return new Text(Formats.LINE, true);
    }

    static KeyType list(KeyType item) {
        return new Many(item, true, false);
    }

    /** A program and its arguments, in which a word may stand twice. */
    static KeyType words() {
        return new Many(text(Formats.LINE), false, true);
    }

    /** A list with at least one item. */
    static KeyType some(KeyType item) {
        return new Many(item, true, true);
    }

    static KeyType choice(String... words) {
        return new Choice(List.of(words), Map.of());
    }

    static KeyType block(Key... keys) {
        return new Block(List.of(keys));
    }

    static KeyType oneOf(Key... forms) {
        return new OneOf(List.of(forms));
    }
}
