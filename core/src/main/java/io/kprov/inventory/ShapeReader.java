package io.kprov.inventory;

import io.kprov.inventory.Tree.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the written inventory against the key table: unknown, duplicate and missing keys, and the
 * type of each value. Goes on after a finding, so that all of them are reported at once.
 */
final class ShapeReader {
    private final Report report;
    private final ScalarReader scalars;

    ShapeReader(Report report, References references) {
        this.report = report;
        this.scalars = new ScalarReader(report, references);
    }

    /** The whole inventory. */
    Section root(Tree tree) {
        report.remember("", tree.place());
        return block(tree, InventoryKeys.ROOT, "");
    }

    /** One value of the type. */
    Optional<Value> read(Tree tree, KeyType type, String path) {
        report.remember(path, tree.place());
        return switch (type) {
            case KeyType.Text text -> scalars.text(tree, text, path);
            case KeyType.Choice choice -> scalars.choice(tree, choice, path);
            case KeyType.Whole whole -> scalars.whole(tree, whole, path);
            case KeyType.Many many -> list(tree, many, path);
            case KeyType.Named named -> named(tree, named, path);
            case KeyType.Block block -> Optional.of(block(tree, block, path));
            case KeyType.OneOf oneOf -> oneOf(tree, oneOf, path);
            case KeyType.Either(var text, var map) ->
                    tree instanceof Tree.Mapping
                            ? read(tree, map, path)
                            : scalars.text(tree, text, path);
            case KeyType.Free _ ->
                    mapping(tree, path)
                            .map(map ->
                                    new Value.Free(new FreeReader(report, scalars).map(map, path)));
        };
    }

    private Optional<Value> list(Tree tree, KeyType.Many type, String path) {
        if (!(tree instanceof Tree.Sequence(_, List<Tree> written))) {
            report.error(
                    path,
                    "must be a list, not " + tree.kindWord(),
                    tree instanceof Tree.Scalar scalar && scalar.kind().isString()
                            ? "write [" + scalar.text().strip().lines().findFirst().orElse("") + "]"
                            : "write [...]");
            return Optional.empty();
        }
        if (written.isEmpty() && type.filled()) {
            report.error(path, "must not be empty");
            return Optional.empty();
        }
        var values = new ArrayList<Value>();
        var seen = new HashSet<Value>();
        for (int i = 0; i < written.size(); i++) {
            String at = KeyPath.item(path, i);
            read(written.get(i), type.item(), at)
                    .ifPresent(value -> {
                        if (type.distinct() && !seen.add(value)) {
                            report.error(at, "is in the list twice", "remove one");
                        }
                        values.add(value);
                    });
        }
        return Optional.of(new Value.Many(List.copyOf(values)));
    }

    private Optional<Value> named(Tree tree, KeyType.Named type, String path) {
        return mapping(tree, path)
                .map(mapping -> {
                    var values = new LinkedHashMap<String, Value>();
                    for (Entry entry : withoutDuplicates(mapping, path)) {
                        String at = KeyPath.child(path, entry.key());
                        if (!type.name().accepts(entry.key())) {
                            report.errorAt(
                                    entry.place(),
                                    at,
                                    Quoted.text(entry.key()) + " is not " + type.name().what(),
                                    type.name().suggestion(entry.key()));
                        }
                        read(entry.value(), type.value(), at)
                                .ifPresent(value -> values.put(entry.key(), value));
                    }
                    return new Value.Named(values);
                });
    }

    private Section block(Tree tree, KeyType.Block type, String path) {
        Optional<Tree.Mapping> mapping = mapping(tree, path);
        if (mapping.isEmpty()) {
            return Section.empty(path);
        }
        Section written = entries(mapping.get(), type.keys(), path);
        var values = new LinkedHashMap<>(written.values());
        for (Key key : type.keys()) {
            String at = KeyPath.child(path, key.name());
            if (written.gives(key.name())) {
                continue;
            }
            if (key.required()) {
                report.error(
                        path,
                        "the key " + key.name() + " is missing",
                        key.example().isEmpty()
                                ? "add it"
                                : "add it, e.g. " + key.name() + ": " + key.example());
            } else {
                Fallbacks.of(key, at).ifPresent(value -> values.put(key.name(), value));
            }
        }
        return new Section(path, values, written.given());
    }

    private Optional<Value> oneOf(Tree tree, KeyType.OneOf type, String path) {
        Optional<Tree.Mapping> mapping = mapping(tree, path);
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Section written = entries(mapping.get(), type.forms(), path);
        if (mapping.get().entries().size() == written.given().size()
                && written.given().size() != 1) {
            report.error(
                    path,
                    "must have exactly one key, it has "
                            + (written.given().isEmpty()
                                    ? "none"
                                    : String.join(" and ", written.given())),
                    "write one of " + names(type.forms()));
            return Optional.of(new Section(path, Map.of(), written.given()));
        }
        return Optional.of(written);
    }

    /** The known keys of a map; says which are unknown. */
    private Section entries(Tree.Mapping mapping, List<Key> keys, String path) {
        var table = keys.stream().collect(Collectors.toMap(Key::name, key -> key));
        var values = new LinkedHashMap<String, Value>();
        Set<String> given = new LinkedHashSet<>();
        for (Entry entry : withoutDuplicates(mapping, path)) {
            Key key = table.get(entry.key());
            if (key == null) {
                report.errorAt(
                        entry.place(),
                        KeyPath.child(path, entry.key()),
                        "unknown key",
                        Optional.of(KnownKeys.suggestion(entry.key(), keys)));
                continue;
            }
            given.add(key.name());
            read(entry.value(), key.type(), KeyPath.child(path, key.name()))
                    .ifPresent(value -> values.put(key.name(), value));
        }
        return new Section(path, values, given);
    }

    private Optional<Tree.Mapping> mapping(Tree tree, String path) {
        if (tree instanceof Tree.Mapping mapping) {
            return Optional.of(mapping);
        }
        boolean nothing =
                tree instanceof Tree.Scalar(_, _, ScalarKind kind) && kind == ScalarKind.NULL;
        if (nothing) {
            report.error(path, "has no value", "write {} for a map with nothing in it");
        } else {
            report.error(path, "must be a map, not " + tree.kindWord());
        }
        return Optional.empty();
    }

    private List<Entry> withoutDuplicates(Tree.Mapping mapping, String path) {
        var first = new HashMap<String, Entry>();
        var kept = new ArrayList<Entry>();
        for (Entry entry : mapping.entries()) {
            Entry before = first.putIfAbsent(entry.key(), entry);
            if (before == null) {
                kept.add(entry);
            } else {
                report.errorAt(
                        entry.place(),
                        KeyPath.child(path, entry.key()),
                        "the key is there twice, first in line " + before.place().line(),
                        Optional.of("remove one"));
            }
        }
        return kept;
    }

    private static String names(List<Key> keys) {
        return keys.stream().map(Key::name).collect(Collectors.joining(", "));
    }
}
