package io.kprov.inventory;

import io.kprov.model.DropIn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A map of the inventory, read leniently: what was wrong is absent and has its finding already, so
 * that the rules can look at the rest.
 *
 * @param path as messages name it
 * @param values by key; defaults included
 * @param given keys that stand in the file, right or wrong
 */
record Section(String path, Map<String, Value> values, Set<String> given) implements Value {

    static Section empty(String path) {
        return new Section(path, Map.of(), Set.of());
    }

    boolean gives(String key) {
        return given.contains(key);
    }

    String pathOf(String key) {
        return KeyPath.child(path, key);
    }

    Optional<String> text(String key) {
        return values.get(key) instanceof Value.Text(String text, _)
                ? Optional.of(text)
                : Optional.empty();
    }

    Optional<Integer> whole(String key) {
        return values.get(key) instanceof Value.Whole(int number)
                ? Optional.of(number)
                : Optional.empty();
    }

    /** The texts of a list; none when the key is absent. */
    List<String> texts(String key) {
        return values.get(key) instanceof Value.Many(var items)
                ? items.stream()
                        .filter(Value.Text.class::isInstance)
                        .map(item -> ((Value.Text) item).text())
                        .toList()
                : List.of();
    }

    /** The maps of a list; none when the key is absent. */
    List<Section> sections(String key) {
        return values.get(key) instanceof Value.Many(var items)
                ? items.stream().filter(Section.class::isInstance).map(Section.class::cast).toList()
                : List.of();
    }

    Section section(String key) {
        return values.get(key) instanceof Section section ? section : empty(pathOf(key));
    }

    /** The one form that was chosen; empty when the choice itself is wrong. */
    Optional<String> form(String key) {
        return section(key).values.keySet().stream().findFirst();
    }

    /** A map with names of the operator's choosing. */
    Map<String, String> namedTexts(String key) {
        return named(key, Value.Text::text);
    }

    /** As {@link #namedTexts}, for what may hold a password. */
    Map<String, DropIn> dropIns(String key) {
        return named(key, value -> new DropIn(value.text(), value.hidden()));
    }

    private <T> Map<String, T> named(String key, Function<Value.Text, T> as) {
        var texts = new LinkedHashMap<String, T>();
        if (values.get(key) instanceof Value.Named(var named)) {
            named.forEach((name, value) -> {
                if (value instanceof Value.Text text) {
                    texts.put(name, as.apply(text));
                }
            });
        }
        return texts;
    }

    /** As {@link #namedTexts}, for maps of maps. */
    Map<String, Section> namedSections(String key) {
        var sections = new LinkedHashMap<String, Section>();
        if (values.get(key) instanceof Value.Named(var named)) {
            named.forEach((name, value) -> {
                if (value instanceof Section section) {
                    sections.put(name, section);
                }
            });
        }
        return sections;
    }

    Map<String, Object> free(String key) {
        return values.get(key) instanceof Value.Free(var map) ? map : Map.of();
    }
}
