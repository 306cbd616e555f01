package io.kprov.inventory;

import java.util.List;
import java.util.stream.Collectors;

/** The key table as a page of Markdown, for people. */
final class KeyReferencePage {
    private static final String HEAD =
            """
            # The inventory, key by key

            Written from the key table of `io.kprov.inventory`; not edited by hand. Editors complete
            the keys with [inventory.schema.json](inventory.schema.json). Whole inventories are in
            [inventory-examples](../inventory-examples).

            - One file, one YAML document (YAML 1.2), UTF-8, up to 2 MiB. Unknown keys are errors.
            - In any string, `${env:NAME}` is an environment variable and `${file:path}` the text of
              a file without its last line break; `$${env:NAME}` is the text itself. Paths start at
              the inventory's directory; `~` is the home directory.
            - Strings that YAML takes for numbers or booleans stand in quotes: `"4"`, `"false"`.
            - Keys marked *secret* are never shown. In plain text they are allowed, with a warning.
            - `name` in a key stands for a name of your choosing, `[]` for each item of a list.

            """;

    private KeyReferencePage() {}

    static String text() {
        var page = new StringBuilder(HEAD);
        for (Key key : InventoryKeys.ROOT.keys()) {
            page.append("## ").append(key.name()).append("\n\n");
            page.append("| Key | Type | Default | What it is for |\n|---|---|---|---|\n");
            rows(key, key.name(), page);
            page.append('\n');
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static void rows(Key key, String path, StringBuilder page) {
        page.append("| `").append(path).append("` | ").append(cell(type(key.type())));
        page.append(" | ").append(fallback(key)).append(" | ").append(cell(key.description()));
        if (!key.example().isEmpty()) {
            page.append(" Example: `").append(cell(key.example())).append('`');
        }
        page.append(" |\n");
        below(key.type(), path, page);
    }

    private static void below(KeyType type, String path, StringBuilder page) {
        switch (type) {
            case KeyType.Block(List<Key> keys) ->
                    keys.forEach(key -> rows(key, path + "." + key.name(), page));
            case KeyType.OneOf(List<Key> forms) ->
                    forms.forEach(form -> rows(form, path + "." + form.name(), page));
            case KeyType.Either(_, KeyType map) -> below(map, path, page);
            case KeyType.Many(KeyType item, _, _) -> below(item, path + "[]", page);
            case KeyType.Named(_, KeyType value) -> below(value, path + ".name", page);
            case KeyType.Text _, KeyType.Choice _, KeyType.Whole _, KeyType.Free _ -> {}
        }
    }

    private static String fallback(Key key) {
        return key.required()
                ? "**required**"
                : key.fallback().map(text -> "`" + text + "`").orElse("");
    }

    private static String type(KeyType type) {
        return switch (type) {
            case KeyType.Text(Format format, boolean secret) ->
                    format.what() + (secret ? ", *secret*" : "");
            case KeyType.Choice(List<String> words, _) ->
                    words.stream()
                            .map(word -> "`" + word + "`")
                            .collect(
                                    Collectors.joining(
                                            ", ", words.size() > 1 ? "one of " : "", ""));
            case KeyType.Whole(int least, int most) -> "a number from " + least + " to " + most;
            case KeyType.Many(KeyType item, _, _) -> "a list; each " + type(item);
            case KeyType.Named(Format name, KeyType value) ->
                    "a map; each key " + name.what() + ", each value " + type(value);
            case KeyType.Block(List<Key> keys) -> keys.isEmpty() ? "`{}`" : "a map";
            case KeyType.OneOf(List<Key> forms) ->
                    "a map with one of "
                            + forms.stream()
                                    .map(form -> "`" + form.name() + "`")
                                    .collect(Collectors.joining(", "));
            case KeyType.Either(var text, KeyType map) -> type(text) + ", or " + type(map);
            case KeyType.Free() -> "a map of any keys";
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
