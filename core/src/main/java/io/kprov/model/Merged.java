package io.kprov.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Settings of other programs, one above the other. */
public final class Merged {
    private Merged() {}

    /**
     * {@code over} merged into {@code base}: maps key by key, everything else (lists too) replaced
     * by {@code over}'s. New keys come after the old ones.
     */
    public static Map<String, Object> of(Map<String, ?> base, Map<String, ?> over) {
        var merged = new LinkedHashMap<String, Object>(base);
        over.forEach((key, value) ->
                merged.put(
                        key,
                        merged.get(key) instanceof Map<?, ?> below
                                        && value instanceof Map<?, ?> above
                                ? of(strings(below), strings(above))
                                : value));
        return merged;
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        var strings = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> strings.put(String.valueOf(key), value));
        return strings;
    }
}
