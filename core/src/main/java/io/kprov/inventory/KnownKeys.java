package io.kprov.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an unknown key was probably meant to be. */
final class KnownKeys {
    private KnownKeys() {}

    /** The nearest key here; else the same name elsewhere in the table; else all keys here. */
    static String suggestion(String written, List<Key> here) {
        var names = here.stream().map(Key::name).toList();
        return Suggestions.nearest(written, names)
                .map(near -> "did you mean " + near + "?")
                .or(() -> elsewhere(written).map(path -> "did you mean " + path + "?"))
                .orElse(
                        names.isEmpty()
                                ? "nothing goes here, write {}"
                                : "known here: " + String.join(", ", names));
    }

    private static Optional<String> elsewhere(String written) {
        var paths = new ArrayList<String>();
        collect(InventoryKeys.ROOT, "", written, paths);
        return paths.isEmpty() || paths.size() > 3
                ? Optional.empty()
                : Optional.of(paths.stream().collect(Collectors.joining(" or ")));
    }

    private static void collect(KeyType type, String path, String name, List<String> found) {
        switch (type) {
            case KeyType.Block(List<Key> keys) -> collect(keys, path, name, found);
            case KeyType.OneOf(List<Key> forms) -> collect(forms, path, name, found);
            case KeyType.Either(_, KeyType map) -> collect(map, path, name, found);
            case KeyType.Many(KeyType item, _, _) -> collect(item, path + "[]", name, found);
            case KeyType.Named(_, KeyType value) -> collect(value, path + ".*", name, found);
            case KeyType.Text _, KeyType.Choice _, KeyType.Whole _, KeyType.Free _ -> {}
        }
    }

    private static void collect(List<Key> keys, String path, String name, List<String> found) {
        for (Key key : keys) {
            String at = KeyPath.child(path, key.name());
            if (key.name().equals(name)) {
                found.add(at);
            }
            collect(key.type(), at, name, found);
        }
    }
}
