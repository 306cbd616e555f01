package io.kprov.simulator;

import io.kprov.step.Drain;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What empties a node of pods, and lets it take some again. */
final class Cordons {
    private final SimulatedCluster cluster;

    Cordons(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    private static ObjectKey key(String node) {
        return ObjectKey.of("Node", "", node);
    }

    private void change(String node, Consumer<ObjectNode> how) {
        var object =
                cluster.get(key(node))
                        .orElseThrow(() -> new ProgramFailure(Kubectl.notFound(key(node)).err()));
        how.accept(object);
        object.remove("status");
        cluster.replace(object);
    }

    private boolean isCordoned(String node) {
        return cluster.get(key(node))
                .filter(found -> found.path("spec").path("unschedulable").asBoolean(false))
                .isPresent();
    }

    private Optional<String> why(String node) {
        return cluster.get(key(node))
                .map(found ->
                        found.path("metadata")
                                .path("annotations")
                                .path(Drain.CORDONED)
                                .asString(""))
                .filter(why -> !why.isEmpty());
    }

    /** Why, the node, and the options of a drain; one that fails leaves the node as it was. */
    Answer drain(List<String> arguments) {
        String node = arguments.get(1);
        var options = new Options(arguments.subList(2, arguments.size()));
        if (!isCordoned(node)) {
            change(
                    node,
                    object ->
                            object.withObject("/metadata/annotations")
                                    .put(Drain.CORDONED, arguments.getFirst()));
        }
        change(node, object -> object.withObject("/spec").put("unschedulable", true));
        try {
            cluster.pods()
                    .drain(
                            node,
                            cluster.otherNode(node),
                            options.has("--force"),
                            options.has("--disable-eviction"));
        } catch (ProgramFailure kept) {
            if (why(node).isPresent()) {
                uncordon(node);
            }
            throw kept;
        }
        return Answer.ok();
    }

    /** The annotation goes last. */
    Answer uncordon(String node) {
        change(node, object -> object.withObject("/spec").remove("unschedulable"));
        change(
                node,
                object -> {
                    var annotations = object.withObject("/metadata/annotations");
                    annotations.remove(Drain.CORDONED);
                    if (annotations.isEmpty()) {
                        object.withObject("/metadata").remove("annotations");
                    }
                });
        return Answer.ok();
    }

    /** Pods of a node that is out of service are deleted by the controller manager. */
    Answer fenced(String node) {
        boolean outOfService =
                cluster.get(key(node))
                        .map(found -> found.path("spec").path("taints").toString())
                        .filter(taints -> taints.contains("out-of-service"))
                        .isPresent();
        if (outOfService && !cluster.ready(node)) {
            cluster.pods().leave(node, cluster.otherNode(node));
        }
        return cluster.pods().isHeldBy(node) ? new Answer(1, "", "") : Answer.ok();
    }
}
