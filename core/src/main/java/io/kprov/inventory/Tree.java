package io.kprov.inventory;

import java.util.List;

/** The inventory as written: YAML without tags and aliases, each part with its place. */
sealed interface Tree {
    Place place();

    /** A scalar; {@code text} is what it says after YAML's own unquoting. */
    record Scalar(Place place, String text, ScalarKind kind) implements Tree {}

    record Sequence(Place place, List<Tree> items) implements Tree {}

    record Mapping(Place place, List<Entry> entries) implements Tree {}

    /** One key of a mapping; duplicates are still there. */
    record Entry(Place place, String key, Tree value) {}

    /** In a message: what the operator wrote here. */
    default String kindWord() {
        return switch (this) {
            case Scalar scalar -> scalar.kind().word();
            case Sequence _ -> "a list";
            case Mapping _ -> "a map";
        };
    }
}
