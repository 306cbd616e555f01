package io.kprov.inventory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds where the inventory says nothing. */
final class Fallbacks {
    private Fallbacks() {}

    /** What holds for an absent key, with the defaults of everything below it. */
    static Optional<Value> of(Key key, String path) {
        return switch (key.type()) {
            case KeyType.Block(List<Key> keys) -> Optional.of(fallbacks(keys, path));
            case KeyType.OneOf(List<Key> forms) ->
                    key.fallback()
                            .flatMap(name ->
                                    forms.stream()
                                            .filter(form -> form.name().equals(name))
                                            .findFirst())
                            .map(form -> fallbacks(List.of(form), path));
            case KeyType.Whole _ ->
                    key.fallback().map(text -> new Value.Whole(Integer.parseInt(text)));
            case KeyType.Text _, KeyType.Choice _ -> key.fallback().map(Value.Text::new);
            case KeyType.Many _, KeyType.Named _, KeyType.Either _, KeyType.Free _ ->
                    Optional.empty();
        };
    }

    private static Section fallbacks(List<Key> keys, String path) {
        var values = new LinkedHashMap<String, Value>();
        for (Key key : keys) {
            of(key, KeyPath.child(path, key.name()))
                    .ifPresent(value -> values.put(key.name(), value));
        }
        return new Section(path, values, Set.of());
    }
}
