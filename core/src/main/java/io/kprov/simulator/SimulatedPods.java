package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Workloads that somebody runs in the cluster, as far as nodes that leave must know of them. */
public final class SimulatedPods {
    private final Recorder recorder;
    private final List<Pod> pods = new ArrayList<>();
    private final Map<String, Budget> budgets = new TreeMap<>();

    private final Map<String, String> denied = new TreeMap<>();
    private final Set<String> unhealthy = new TreeSet<>();

    /**
     * A disruption budget.
     *
     * @param app whose pods it is about
     * @param allowed pods that may go now
     * @param missing pods that are away now, and come up when they are waited for
     */
    private record Budget(String app, int allowed, int missing) {}

    SimulatedPods(Recorder recorder) {
        this.recorder = recorder;
    }

    /**
     * A pod in namespace {@code default}.
     *
     * @param app what its label {@code app} says
     * @param controller kind of who made it; empty for nobody
     */
    public record Pod(String node, String name, String app, String controller) {}

    /** Starts a pod. */
    public void start(Pod pod) {
        pods.add(pod);
    }

    /** Where a pod's name runs; empty text where it does not. */
    public String nodeOf(String name) {
        return pods.stream()
                .filter(pod -> pod.name.equals(name))
                .map(Pod::node)
                .findFirst()
                .orElse("");
    }

    /** A disruption budget for an app of which no pod is missing: so many of them may go. */
    public void allow(String app, int pods) {
        budgets.put(app, new Budget(app, pods, 0));
    }

    /** One more disruption budget for the same app. */
    public void allowAlso(String app, int pods) {
        budgets.put(app + "-too", new Budget(app, pods, 0));
    }

    /** A disruption budget that lets none go until a pod is there that is missing now. */
    public void allowOnceWhole(String app) {
        budgets.put(app, new Budget(app, 0, 1));
    }

    /** A policy of admission denies the eviction of a pod, in these words. */
    public void deny(String name, String words) {
        denied.put(name, words);
    }

    /** A pod is not ready, and its budget's policy lets it go for that (AlwaysAllow). */
    public void fail(String name) {
        unhealthy.add(name);
    }

    private static ObjectNode object(ObjectNode in, String name) {
        in.putObject("metadata").put("namespace", "default").put("name", name);
        return in;
    }

    /** {@code GET /apis/policy/v1/poddisruptionbudgets}. */
    String budgetsJson() {
        var list = Json.object().put("kind", "PodDisruptionBudgetList");
        var items = list.putArray("items");
        budgets.forEach((name, known) -> {
            var all = pods.stream().filter(pod -> pod.app.equals(known.app)).toList();
            long healthy = all.stream().filter(pod -> !unhealthy.contains(pod.name)).count();
            var budget = object(items.addObject(), name);
            budget.putObject("spec")
                    .putObject("selector")
                    .putObject("matchLabels")
                    .put("app", known.app);
            budget.putObject("status")
                    .put("disruptionsAllowed", known.allowed)
                    .put("currentHealthy", healthy)
                    .put("expectedPods", all.size() + known.missing);
        });
        return Json.text(list) + "\n";
    }

    /** {@code GET /api/v1/pods} of one node. */
    String podsJson(String node) {
        var list = Json.object().put("kind", "PodList");
        var items = list.putArray("items");
        for (Pod pod : pods) {
            if (pod.node.equals(node)) {
                var shown = object(items.addObject(), pod.name);
                shown.withObject("/metadata/labels").put("app", pod.app);
                if (!pod.controller.isEmpty()) {
                    shown.withObject("/metadata")
                            .putArray("ownerReferences")
                            .addObject()
                            .put("controller", true)
                            .put("kind", pod.controller);
                }
                shown.putObject("spec").put("nodeName", node);
                shown.putObject("status")
                        .put("phase", "Running")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "Ready")
                        .put("status", unhealthy.contains(pod.name) ? "False" : "True");
            }
        }
        return Json.text(list) + "\n";
    }

    private List<Budget> budgets(Pod pod) {
        return budgets.values().stream().filter(budget -> budget.app.equals(pod.app)).toList();
    }

    /** What kubectl says to an eviction now; empty when the pod may go. */
    private Optional<String> refusal(Pod pod) {
        if (denied.containsKey(pod.name)) {
            return Optional.of(
                    "The pods \"%s\" is invalid: : ValidatingAdmissionPolicy 'keep' with binding 'keep' denied request: %s"
                            .formatted(pod.name, denied.get(pod.name)));
        }
        var all = budgets(pod);
        if (all.size() > 1) {
            return Optional.of(
                    "Error from server: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        return all.stream().anyMatch(budget -> budget.allowed <= 0) && !unhealthy.contains(pod.name)
                ? Optional.of(
                        "Error from server (TooManyRequests): Cannot evict pod as it would violate the pod's disruption budget.")
                : Optional.empty();
    }

    /** Evictions of a node's pods with {@code dryRun: All}. */
    String trialEvictions(String node) {
        var out = new StringBuilder();
        for (Pod pod : pods) {
            if (pod.node.equals(node) && !pod.controller.equals("DaemonSet")) {
                out.append(
                        "%s default %s %s\n"
                                .formatted(
                                        node,
                                        pod.name,
                                        refusal(pod)
                                                .map(words -> "1 " + words)
                                                .orElse(
                                                        "0 {\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\",\"code\":201}")));
            }
        }
        return out.toString();
    }

    /**
     * Moves what a drain moves to another node.
     *
     * @throws ProgramFailure in kubectl's words when a pod does not go
     */
    void drain(String node, String to, boolean force, boolean disableEviction) {
        for (Pod pod : List.copyOf(pods)) {
            if (!pod.node.equals(node) || pod.controller.equals("DaemonSet")) {
                continue;
            }
            if (pod.controller.isEmpty() && !force) {
                throw new ProgramFailure(
                        "error: unable to drain node \"%s\": cannot delete Pods declare no controller (use --force to override): default/%s"
                                .formatted(node, pod.name));
            }
            boolean passes = budgets(pod).stream().anyMatch(budget -> budget.missing > 0);
            if (!disableEviction && !passes && refusal(pod).isPresent()) {
                throw new ProgramFailure(
                        "error when evicting pods/\"%s\" -n \"default\": %s"
                                .formatted(pod.name, refusal(pod).get()));
            }
            move(pod, to);
        }
    }

    private void move(Pod pod, String to) {
        recorder.change("pod:" + pod.name);
        pods.remove(pod);
        if (!pod.controller.isEmpty()) {
            pods.add(new Pod(to, pod.name, pod.app, pod.controller));
        }
    }

    /** What the controllers do with the pods of a node that is out of service, or deleted. */
    void leave(String node, String to) {
        List.copyOf(pods).stream()
                .filter(pod -> pod.node.equals(node))
                .forEach(pod -> move(pod, pod.controller.equals("DaemonSet") ? "" : to));
    }

    /** Whether something that has to move is bound to a node. */
    boolean isHeldBy(String node) {
        return pods.stream()
                .anyMatch(pod -> pod.node.equals(node) && !pod.controller.equals("DaemonSet"));
    }
}
