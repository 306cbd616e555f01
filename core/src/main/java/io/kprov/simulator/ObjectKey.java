package io.kprov.simulator;

import java.util.Comparator;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Names an API object; the namespace is empty text where there is none. */
record ObjectKey(String kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Set<String> WITHOUT_NAMESPACE =
            Set.of("Node", "Namespace", "ClusterRole", "ClusterRoleBinding", "PriorityClass");
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::kind)
                    .thenComparing(ObjectKey::namespace)
                    .thenComparing(ObjectKey::name);

    static ObjectKey of(String kind, String namespace, String name) {
        return new ObjectKey(kind, WITHOUT_NAMESPACE.contains(kind) ? "" : namespace, name);
    }

    static ObjectKey of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return of(
                object.path("kind").asString(""),
                metadata.path("namespace").asString("default"),
                metadata.path("name").asString(""));
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + "/" + namespace + "/" + name;
    }
}
