package io.kprov.inventory;

import java.util.List;
import java.util.Map;

/** A part of the inventory whose shape is right: references resolved, defaults filled in. */
sealed interface Value
        permits Value.Text, Value.Whole, Value.Many, Value.Named, Value.Free, Section {

    /**
     * Text.
     *
     * @param hidden whether it has a part from elsewhere, which may be a password; a file as a
     *     whole is no such part
     */
    record Text(String text, boolean hidden) implements Value {
        Text(String text) {
            this(text, false);
        }

        /** It may be a password. */
        @Override
        public String toString() {
            return "Text[...]";
        }
    }

    record Whole(int number) implements Value {}

    record Many(List<Value> items) implements Value {}

    record Named(Map<String, Value> values) implements Value {}

    record Free(Map<String, Object> map) implements Value {}
}
