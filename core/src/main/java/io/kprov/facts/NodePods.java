package io.kprov.facts;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What runs on a node, and what keeps it there.
 *
 * @param answered whether an API server told
 * @param budgets of the namespaces of all pods
 * @param volumes names of the VolumeAttachments of the node
 */
public record NodePods(
        boolean answered, List<Pod> pods, List<Budget> budgets, List<String> volumes) {

    /** What is known while no API server answers. */
    public static final NodePods SILENT = new NodePods(false, List.of(), List.of(), List.of());

    public NodePods {
        pods = List.copyOf(pods);
        budgets = List.copyOf(budgets);
        volumes = List.copyOf(volumes);
    }

    /**
     * A pod.
     *
     * @param controller kind of its controller; empty for a pod that nobody makes anew
     * @param isStatic whether the kubelet made it from a file: it goes with the node
     * @param ended whether it has come to its end
     * @param ready whether a disruption budget counts it as healthy
     * @param keepsData whether it has an emptyDir volume, which is lost with it
     */
    public record Pod(
            String namespace,
            String name,
            Map<String, String> labels,
            String controller,
            boolean isStatic,
            boolean ended,
            boolean ready,
            boolean keepsData) {

        /** Whether a drain moves it: pods of DaemonSets and static pods stay with their node. */
        public boolean moves() {
            return !isStatic && !controller.equals("DaemonSet");
        }

        /** Whether it would be lost: nobody makes it anew elsewhere. */
        public boolean isLost() {
            return moves() && !ended && controller.isEmpty();
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /**
     * A PodDisruptionBudget.
     *
     * @param selector as the API has it
     * @param allowed pods that may be evicted now
     * @param isFull whether none of its pods is missing: then it will not allow more by waiting
     */
    public record Budget(
            String namespace, String name, JsonNode selector, int allowed, boolean isFull) {

        /**
         * Whether the API refuses to evict the pod now (kubernetes.io: Disruptions). One that is
         * not ready is left to the API's own judgement.
         */
        boolean keeps(Pod pod) {
            return allowed <= 0 && pod.ready && selects(pod);
        }

        private boolean selects(Pod pod) {
            return namespace.equals(pod.namespace) && LabelSelector.matches(selector, pod.labels);
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /** Pods that a drain moves to other nodes. */
    public List<Pod> moving() {
        return pods.stream().filter(Pod::moves).toList();
    }

    /** The budgets that let a pod never go, however long one waits. */
    public List<Budget> keepingForGood(Pod pod) {
        return keeping(pod).stream().filter(Budget::isFull).toList();
    }

    /** The budgets over a pod of which no pod is missing. */
    public List<Budget> fullBudgets(Pod pod) {
        return budgets.stream().filter(budget -> budget.selects(pod) && budget.isFull).toList();
    }

    /** The budgets that let a pod not go now. */
    public List<Budget> keeping(Pod pod) {
        return budgets.stream().filter(budget -> budget.keeps(pod)).toList();
    }
}
