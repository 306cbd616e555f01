package io.kprov.step.node;

import static io.kprov.step.node.NodeSettings.OWNED_LABELS;
import static io.kprov.step.node.NodeSettings.OWNED_TAINTS;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.model.Taint;
import io.kprov.render.KubeadmFiles;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A node's labels and taints as the inventory has them, set through the API since a kubelet may not
 * set all of them itself (NodeRestriction). An annotation keeps what kprov set: what the inventory
 * dropped goes, what a person added stays.
 */
public final class LabelNode implements Step {
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String REGION = "topology.kubernetes.io/region";
    private static final String WORKER_ROLE = "node-role.kubernetes.io/worker";

    @Override
    public String id() {
        return "label-node";
    }

    @Override
    public String title() {
        return "set labels and taints";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(host));
    }

    @Override
    public Decision decide(View view) {
        var host = view.host();
        var node = JoinNode.found(view.others(), host);
        var labels = labels(host);
        var taints =
                new ArrayList<>(KubeadmFiles.taints(host).stream().map(Taint::toString).toList());
        if (node.isEmpty()) {
            return new Decision.Do(
                    Sign.CREATE,
                    "the node is new",
                    actions(
                            host,
                            List.copyOf(arguments(labels, Set.of())),
                            taints,
                            labels,
                            taints));
        }
        JsonNode metadata = node.get().path("metadata");
        var set = new LinkedHashMap<String, String>();
        labels.forEach((key, value) -> {
            if (!metadata.path("labels").has(key)
                    || !metadata.path("labels").path(key).asString("").equals(value)) {
                set.put(key, value);
            }
        });
        var dropped = NodeSettings.owned(node.get(), OWNED_LABELS);
        dropped.removeAll(labels.keySet());
        var live = NodeSettings.taints(node.get());
        var taintArguments =
                new ArrayList<>(taints.stream().filter(taint -> !live.contains(taint)).toList());
        NodeSettings.owned(node.get(), OWNED_TAINTS).stream()
                .filter(taint -> !taints.contains(taint) && live.contains(taint))
                // A new value replaces the old one; kubectl refuses to add and remove at once.
                .filter(taint ->
                        taints.stream().noneMatch(kept -> place(kept).equals(place(taint))))
                .forEach(taint -> taintArguments.add(taint + "-"));
        boolean ownershipKnown =
                NodeSettings.owned(node.get(), OWNED_LABELS).equals(new TreeSet<>(labels.keySet()))
                        && NodeSettings.owned(node.get(), OWNED_TAINTS)
                                .equals(new TreeSet<>(taints));
        if (set.isEmpty() && dropped.isEmpty() && taintArguments.isEmpty() && ownershipKnown) {
            return new Decision.Skip("labels and taints are as wanted");
        }
        var labelArguments = arguments(set, dropped);
        var words = new ArrayList<>(labelArguments);
        words.addAll(taintArguments);
        return new Decision.Do(
                Sign.CHANGE,
                words.isEmpty()
                        ? "kprov has not noted which labels and taints are its own"
                        : String.join(" ", words),
                actions(host, labelArguments, taintArguments, labels, taints));
    }

    private static Map<String, String> labels(Host host) {
        var labels = new LinkedHashMap<>(host.labels());
        host.zone().ifPresent(zone -> labels.put(ZONE, zone));
        host.region().ifPresent(region -> labels.put(REGION, region));
        if (host.has(Role.WORKER)) {
            labels.putIfAbsent(WORKER_ROLE, "");
        }
        return labels;
    }

    private static List<String> arguments(Map<String, String> set, Set<String> dropped) {
        var arguments = new ArrayList<String>();
        set.forEach((key, value) -> arguments.add(key + "=" + value));
        dropped.forEach(key -> arguments.add(key + "-"));
        return arguments;
    }

    private static List<Action> actions(
            Host host,
            List<String> labelArguments,
            List<String> taintArguments,
            Map<String, String> labels,
            List<String> taints) {
        var actions = new ArrayList<Action>();
        if (!labelArguments.isEmpty()) {
            actions.add(kubectl("label", host, labelArguments));
        }
        if (!taintArguments.isEmpty()) {
            actions.add(kubectl("taint", host, taintArguments));
        }
        actions.add(
                kubectl(
                        "annotate",
                        host,
                        List.of(
                                OWNED_LABELS
                                        + "="
                                        + String.join(",", new TreeSet<>(labels.keySet())),
                                OWNED_TAINTS + "=" + String.join(",", new TreeSet<>(taints)))));
        return actions;
    }

    private static Action kubectl(String verb, Host host, List<String> arguments) {
        var words = new ArrayList<>(List.of(verb, "--overwrite", "node", host.name()));
        words.addAll(arguments);
        return Kubectl.run(
                "kubectl " + verb + " node " + host + " " + String.join(" ", arguments),
                words.toArray(String[]::new));
    }

    /** Key and effect, of which a node has one taint at most. */
    private static String place(String taint) {
        return taint.replaceFirst("=[^:]*", "");
    }
}
