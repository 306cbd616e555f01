package io.kprov.facts;

import io.kprov.command.ShellQuote;
import io.kprov.facts.NodePods.Budget;
import io.kprov.facts.NodePods.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pods on a node, as the API server of this very control plane has them. */
public record NodePodsFact(String node) implements Fact<NodePods> {
    private static final Source SOURCE = new Source();
    private static final String ANSWERED = "@pods ";

    @Override
    public FactSource<NodePodsFact, NodePods> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<NodePodsFact, NodePods> {
        @Override
        public String name() {
            return "node-pods";
        }

        @Override
        public String script(List<NodePodsFact> facts) {
            // Each answer is one line of JSON. A node's name has no character that a URL changes.
            return """
            if [ -e /etc/kubernetes/admin.conf ] && command -v kubectl >/dev/null; then
            get() {
              kubectl --kubeconfig /etc/kubernetes/admin.conf --server https://127.0.0.1:6443 --request-timeout 10s --cache-dir /dev/null get --raw "$1" && echo
            }
            get /apis/policy/v1/poddisruptionbudgets && get /apis/storage.k8s.io/v1/volumeattachments &&
            for node in %s; do
              get "/api/v1/pods?fieldSelector=spec.nodeName%%3D$node" && echo '%s'"$node"
            done
            fi\
            """
                    .formatted(
                            ShellQuote.quote(facts.stream().map(NodePodsFact::node).toList()),
                            ANSWERED);
        }

        @Override
        public List<String> words(NodePodsFact fact) {
            return List.of(fact.node);
        }

        @Override
        public Map<NodePodsFact, NodePods> parse(List<NodePodsFact> facts, List<String> output) {
            var answered = new HashSet<String>();
            var pods = new HashMap<String, List<Pod>>();
            var volumes = new HashMap<String, List<String>>();
            var budgets = new ArrayList<Budget>();
            for (String line : output) {
                if (line.startsWith(ANSWERED)) {
                    answered.add(line.substring(ANSWERED.length()));
                }
                if (!line.startsWith("{")) {
                    continue;
                }
                JsonNode list = JsonMapper.shared().readTree(line);
                String kind = list.path("kind").asString("");
                for (JsonNode item : list.path("items")) {
                    JsonNode spec = item.path("spec");
                    String node = spec.path("nodeName").asString("");
                    switch (kind) {
                        case "PodList" -> append(pods, node, pod(item));
                        case "PodDisruptionBudgetList" -> budgets.add(budget(item));
                        case "VolumeAttachmentList" ->
                                append(volumes, node, metadata(item, "name"));
                        default -> {}
                    }
                }
            }
            var answers = new HashMap<NodePodsFact, NodePods>();
            for (NodePodsFact fact : facts) {
                answers.put(
                        fact,
                        answered.contains(fact.node)
                                ? new NodePods(
                                        true,
                                        pods.getOrDefault(fact.node, List.of()),
                                        budgets,
                                        volumes.getOrDefault(fact.node, List.of()))
                                : NodePods.SILENT);
            }
            return answers;
        }
    }

    private static <E> void append(Map<String, List<E>> to, String node, E each) {
        to.computeIfAbsent(node, _ -> new ArrayList<>()).add(each);
    }

    private static String metadata(JsonNode object, String key) {
        return object.path("metadata").path(key).asString("");
    }

    private static Pod pod(JsonNode pod) {
        var labels = new HashMap<String, String>();
        pod.path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        String controller = "";
        for (JsonNode owner : pod.path("metadata").path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)) {
                controller = owner.path("kind").asString("");
            }
        }
        boolean keepsData = false;
        for (JsonNode volume : pod.path("spec").path("volumes")) {
            keepsData |= volume.has("emptyDir");
        }
        boolean ready = false;
        for (JsonNode condition : pod.path("status").path("conditions")) {
            ready |=
                    condition.path("type").asString("").equals("Ready")
                            && condition.path("status").asString("").equals("True");
        }
        String phase = pod.path("status").path("phase").asString("");
        return new Pod(
                metadata(pod, "namespace"),
                metadata(pod, "name"),
                Map.copyOf(labels),
                controller,
                pod.path("metadata").path("annotations").has("kubernetes.io/config.mirror"),
                phase.equals("Succeeded") || phase.equals("Failed"),
                ready,
                keepsData);
    }

    private static Budget budget(JsonNode budget) {
        return new Budget(
                metadata(budget, "namespace"),
                metadata(budget, "name"),
                budget.path("spec").path("selector"),
                budget.path("status").path("disruptionsAllowed").asInt(0),
                budget.path("status").path("currentHealthy").asInt(0)
                        >= budget.path("status").path("expectedPods").asInt(0));
    }
}
