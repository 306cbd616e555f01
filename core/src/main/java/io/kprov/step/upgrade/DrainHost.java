package io.kprov.step.upgrade;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.NodePods;
import io.kprov.facts.NodePods.Pod;
import io.kprov.facts.NodePodsFact;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Drain;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Moves what runs on a node to the others before its versions change. A disruption budget that
 * allows nothing now may allow it in a moment, so the drain waits for it; one that never will is
 * found by {@link CheckUpgrade}.
 */
public record DrainHost(Drain.Manner manner, HostWork work) implements Step {
    /** Why nodes are cordoned here. */
    static final String WHY = "upgrade";

    @Override
    public String id() {
        return "drain";
    }

    @Override
    public String title() {
        return "drain the node";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return work.facts(blueprint.cluster(), host);
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return new LinkedHashSet<>(List.of(JoinNode.node(host), pods(host)));
    }

    static NodePodsFact pods(Host host) {
        return new NodePodsFact(host.name());
    }

    @Override
    public Decision decide(View view) {
        var due = work.due(view);
        if (due.isEmpty()) {
            return new Decision.Skip("it stays as it is");
        }
        if (view.cluster().nodes().size() == 1) {
            return new Decision.Skip("no other node could take its pods");
        }
        var node = JoinNode.found(view.others(), view.host());
        var pods = view.others().ask(pods(view.host())).orElse(NodePods.SILENT);
        if (node.isEmpty() || !pods.answered()) {
            return new Decision.Blocked(
                    new Problem(
                            view.host() + " is not drained",
                            "no API server tells what runs there",
                            "nothing was changed on it",
                            "see 'kprov status', then run the same command again"));
        }
        boolean cordoned = node.get().path("spec").path("unschedulable").asBoolean(false);
        if (cordoned && pods.moving().isEmpty()) {
            return new Decision.Skip("nothing runs there but what belongs to the node");
        }
        var lost = pods.moving().stream().filter(Pod::isLost).toList();
        return !manner.force() && !lost.isEmpty()
                ? new Decision.Blocked(wouldLose(view.host(), lost))
                : new Decision.Do(
                        Sign.CHANGE,
                        reason(due, pods),
                        List.of(new Drain(view.host(), manner).action(WHY)));
    }

    private static String reason(List<String> due, NodePods pods) {
        var parts = new ArrayList<>(List.of(String.join(", ", due)));
        parts.add(Drain.outlook(pods.moving()));
        var kept = pods.moving().stream().flatMap(pod -> pods.keeping(pod).stream()).distinct();
        var budgets = kept.map(Object::toString).toList();
        if (!budgets.isEmpty()) {
            parts.add("waits for disruption budgets: " + String.join(", ", budgets));
        }
        return String.join("; ", parts);
    }

    private static Problem wouldLose(Host host, List<Pod> lost) {
        return new Problem(
                host + " is not drained: pods there would be lost",
                "they have no controller that makes them anew: " + Drain.few(lost),
                "nothing was changed on it",
                "delete them, or start them elsewhere, then repeat the command; or let them go: kprov upgrade --force");
    }
}
