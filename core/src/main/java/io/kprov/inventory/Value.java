package io.kprov.inventory;

import java.util.List;
import java.util.Map;

/** A part of the inventory whose shape is right: references resolved, defaults filled in. */
sealed interface Value
        permits Value.Text, Value.Whole, Value.Many, Value.Named, Value.Free, Section {

    record Text(String text) implements Value {
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
