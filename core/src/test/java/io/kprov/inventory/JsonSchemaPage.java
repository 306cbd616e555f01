package io.kprov.inventory;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The key table as JSON Schema (draft 2020-12), for editors. */
final class JsonSchemaPage {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** A string may be, or contain, a reference; what it stands for is not the schema's matter. */
    private static final String REFERENCE = "\\$\\{(?:env|file):";

    private static final String SETTING = "#/$defs/setting";

    private JsonSchemaPage() {}

    static String text() {
        return JSON.writeValueAsString(schema()).replace("\r\n", "\n") + "\n";
    }

    static ObjectNode schema() {
        ObjectNode root = JSON.createObjectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "kprov inventory");
        root.put("description", "One Kubernetes cluster as it should be, for kprov.");
        root.setAll(schema(InventoryKeys.ROOT, Optional.empty()));
        ObjectNode setting = root.putObject("$defs").putObject("setting");
        setting.put("description", "A setting of another program; null is none.");
        var types = setting.putArray("type");
        List.of("boolean", "number", "string", "array", "object").forEach(types::add);
        setting.putObject("items").put("$ref", SETTING);
        setting.putObject("additionalProperties").put("$ref", SETTING);
        return root;
    }

    private static ObjectNode schema(Key key) {
        ObjectNode node = schema(key.type(), key.fallback());
        node.put("description", key.description());
        return node;
    }

    private static ObjectNode schema(KeyType type, Optional<String> fallback) {
        ObjectNode node = JSON.createObjectNode();
        switch (type) {
            case KeyType.Text(Format format, _) -> {
                node.put("type", "string");
                node.put("pattern", "^" + format.pattern() + "$|" + REFERENCE);
                fallback.ifPresent(text -> node.put("default", text));
            }
            case KeyType.Choice(List<String> words, _)
                    when words.equals(List.of("true", "false")) -> {
                node.put("type", "boolean");
                fallback.ifPresent(text -> node.put("default", Boolean.parseBoolean(text)));
            }
            case KeyType.Choice(List<String> words, _) -> {
                words.forEach(node.putArray("enum")::add);
                fallback.ifPresent(text -> node.put("default", text));
            }
            case KeyType.Whole(int least, int most) -> {
                node.put("type", "integer").put("minimum", least).put("maximum", most);
                fallback.ifPresent(text -> node.put("default", Integer.parseInt(text)));
            }
            case KeyType.Many(KeyType item, boolean distinct, boolean filled) -> {
                node.put("type", "array").put("uniqueItems", distinct);
                if (filled) {
                    node.put("minItems", 1);
                }
                node.set("items", schema(item, Optional.empty()));
            }
            case KeyType.Named(Format name, KeyType value) -> {
                node.put("type", "object");
                node.putObject("propertyNames").put("pattern", "^" + name.pattern() + "$");
                node.set("additionalProperties", schema(value, Optional.empty()));
            }
            case KeyType.Block(List<Key> keys) -> {
                properties(node, keys);
                var required = keys.stream().filter(Key::required).map(Key::name).toList();
                if (!required.isEmpty()) {
                    required.forEach(node.putArray("required")::add);
                }
            }
            case KeyType.OneOf(List<Key> forms) -> {
                properties(node, forms);
                node.put("minProperties", 1).put("maxProperties", 1);
            }
            case KeyType.Either(var text, KeyType map) -> {
                var either = node.putArray("anyOf");
                either.add(schema(text, fallback));
                either.add(schema(map, Optional.empty()));
            }
            case KeyType.Free() -> {
                node.put("type", "object");
                node.putObject("additionalProperties").put("$ref", SETTING);
            }
        }
        return node;
    }

    private static void properties(ObjectNode node, List<Key> keys) {
        node.put("type", "object").put("additionalProperties", false);
        ObjectNode properties = node.putObject("properties");
        keys.forEach(key -> properties.set(key.name(), schema(key)));
    }
}
