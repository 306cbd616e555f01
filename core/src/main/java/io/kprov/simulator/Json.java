package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents that Kubernetes programs read and write; what is written is JSON, which is YAML too.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    /** Each document of a YAML text. */
    static List<ObjectNode> documents(String yaml) {
        var documents = new ArrayList<ObjectNode>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            documents.add(MAPPER.valueToTree(document == null ? Map.of() : document));
        }
        return documents;
    }

    /** The only document of a YAML text; an empty one when there is none. */
    static ObjectNode document(String yaml) {
        var documents = documents(yaml);
        return documents.isEmpty() ? object() : documents.getFirst();
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode of(Map<String, ?> map) {
        return MAPPER.valueToTree(map);
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static String pretty(JsonNode node) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    }

    /** RFC 7386: objects key by key, null removes, everything else replaces. */
    static void merge(ObjectNode into, JsonNode over) {
        over.forEachEntry((key, value) -> {
            if (value.isNull()) {
                into.remove(key);
            } else if (value.isObject() && into.path(key).isObject()) {
                merge((ObjectNode) into.path(key), value);
            } else {
                into.set(key, value);
            }
        });
    }
}
