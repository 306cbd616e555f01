package io.kprov.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Kubernetes object as the API server of this very control plane has it. All objects together
 * cost one kubectl call.
 *
 * @param namespace empty text for objects that have none
 */
public record ObjectFact(String apiVersion, String kind, String namespace, String name)
        implements Fact<ObjectState> {
    private static final Source SOURCE = new Source();
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public FactSource<ObjectFact, ObjectState> source() {
        return SOURCE;
    }

    private String key() {
        return kind + "/" + namespace + "/" + name;
    }

    private Map<String, Object> reference() {
        return Map.of(
                "apiVersion",
                apiVersion,
                "kind",
                kind,
                "metadata",
                namespace.isEmpty()
                        ? Map.of("name", name)
                        : Map.of("name", name, "namespace", namespace));
    }

    private static final class Source implements FactSource<ObjectFact, ObjectState> {
        @Override
        public String name() {
            return "objects";
        }

        @Override
        public String script(List<ObjectFact> facts) {
            String list =
                    JSON.writeValueAsString(
                            Map.of(
                                    "apiVersion",
                                    "v1",
                                    "kind",
                                    "List",
                                    "items",
                                    facts.stream().map(ObjectFact::reference).toList()));
            // The cache directory that cannot be made keeps kubectl from leaving files behind.
            return """
            if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
            kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --request-timeout 5s --cache-dir /dev/null \\
              get -f - -o json --ignore-not-found <<'KPROV_OBJECTS' && echo '@answered'
            %s
            KPROV_OBJECTS
            fi\
            """
                    .formatted(list);
        }

        @Override
        public List<String> words(ObjectFact fact) {
            return List.of(fact.apiVersion, fact.kind, fact.namespace, fact.name);
        }

        @Override
        public Map<ObjectFact, ObjectState> parse(List<ObjectFact> facts, List<String> output) {
            var answers = new HashMap<ObjectFact, ObjectState>();
            boolean answered = !output.isEmpty() && output.getLast().equals("@answered");
            String json = answered ? String.join("\n", output.subList(0, output.size() - 1)) : "";
            var found = new HashMap<String, JsonNode>();
            if (!json.isBlank()) {
                JsonNode root = JSON.readTree(json);
                for (JsonNode item : root.has("items") ? root.path("items") : List.of(root)) {
                    JsonNode metadata = item.path("metadata");
                    found.put(
                            item.path("kind").asString()
                                    + "/"
                                    + metadata.path("namespace").asString("")
                                    + "/"
                                    + metadata.path("name").asString(),
                            item);
                }
            }
            for (ObjectFact fact : facts) {
                JsonNode object = found.get(fact.key());
                answers.put(
                        fact,
                        !answered
                                ? new ObjectState.NoAnswer()
                                : object == null
                                        ? new ObjectState.Absent()
                                        : new ObjectState.Present(object));
            }
            return answers;
        }
    }
}
