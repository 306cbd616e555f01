package io.kprov.step.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Labels and taints as a Node object has them: kprov's own, which an annotation names, Kubernetes'
 * own, which its components keep, and the rest, which people set.
 */
public final class NodeSettings {
    /** Keys of the labels that kprov set, by commas. */
    static final String OWNED_LABELS = "kprov.io/labels";

    /** The taints that kprov set, by commas. */
    static final String OWNED_TAINTS = "kprov.io/taints";

    private NodeSettings() {}

    /** The taints as kubectl takes them: {@code key=value:Effect}, {@code key:Effect}. */
    public static List<String> taints(JsonNode node) {
        var taints = new ArrayList<String>();
        for (JsonNode taint : node.path("spec").path("taints")) {
            String value = taint.path("value").asString("");
            taints.add(
                    taint.path("key").asString("")
                            + (value.isEmpty() ? "" : "=" + value)
                            + ":"
                            + taint.path("effect").asString(""));
        }
        return taints;
    }

    /** Labels that people set. */
    public static Map<String, String> labelsOfPeople(JsonNode node) {
        var labels = new TreeMap<String, String>();
        node.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        labels.keySet().removeIf(NodeSettings::isOfKubernetes);
        labels.keySet().removeAll(owned(node, OWNED_LABELS));
        return labels;
    }

    /** Taints that people set. */
    public static List<String> taintsOfPeople(JsonNode node) {
        var taints = new ArrayList<>(taints(node));
        taints.removeIf(taint -> isOfKubernetes(taint.replaceFirst("[=:].*", "")));
        taints.removeAll(owned(node, OWNED_TAINTS));
        return taints;
    }

    /** What an annotation of kprov's names. */
    static Set<String> owned(JsonNode node, String annotation) {
        String text = node.path("metadata").path("annotations").path(annotation).asString("");
        return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(text.split(",", -1)));
    }

    /** Roles are not: {@code node-role.kubernetes.io/gpu} is what somebody calls a node. */
    private static boolean isOfKubernetes(String key) {
        String prefix = key.contains("/") ? key.substring(0, key.indexOf('/')) : "";
        boolean role = prefix.equals("node-role.kubernetes.io");
        return role
                ? Set.of("control-plane", "worker").contains(key.substring(prefix.length() + 1))
                : prefix.equals("kubernetes.io")
                        || prefix.endsWith(".kubernetes.io")
                        || prefix.equals("k8s.io")
                        || prefix.endsWith(".k8s.io");
    }
}
