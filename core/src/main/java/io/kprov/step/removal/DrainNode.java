package io.kprov.step.removal;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.NodePods;
import io.kprov.facts.NodePods.Pod;
import io.kprov.facts.NodePodsFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Drain;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.util.List;
import java.util.Set;

/**
 * Moves what runs on a node to the others, as {@code kubectl drain} does, which keeps to disruption
 * budgets (kubernetes.io: Safely Drain a Node). What would block is told beforehand. When it comes
 * to no end the node takes pods again, if it was kprov that cordoned it.
 *
 * @param leaving the host whose node it is
 */
public record DrainNode(Host leaving, Drain.Manner manner) implements NodeStep {
    @Override
    public String id() {
        return "drain-node-" + leaving;
    }

    @Override
    public String title() {
        return "drain node " + leaving;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(leaving), pods());
    }

    private NodePodsFact pods() {
        return new NodePodsFact(leaving.name());
    }

    @Override
    public Decision decide(View view) {
        var state = view.others().ask(JoinNode.node(leaving)).orElse(new ObjectState.NoAnswer());
        var pods = view.others().ask(pods()).orElse(NodePods.SILENT);
        return switch (state) {
            case ObjectState.Absent _ -> new Decision.Skip("the cluster has no node " + leaving);
            case ObjectState.Present(var node) when pods.answered() ->
                    decide(node.path("spec").path("unschedulable").asBoolean(false), pods);
            case ObjectState.Present _, ObjectState.NoAnswer _ ->
                    new Decision.Blocked(NoApi.problem("node " + leaving + " is not drained"));
        };
    }

    private Decision decide(boolean cordoned, NodePods pods) {
        var moving = pods.moving();
        if (cordoned && moving.isEmpty() && pods.volumes().isEmpty()) {
            return new Decision.Skip("nothing runs there but what belongs to the node");
        }
        var lost = moving.stream().filter(Pod::isLost).toList();
        if (!manner.force() && !lost.isEmpty()) {
            return new Decision.Blocked(wouldLose(lost));
        }
        var kept =
                moving.stream()
                        .flatMap(pod ->
                                pods.keeping(pod).stream()
                                        .map(budget ->
                                                pod
                                                        + ": disruption budget "
                                                        + budget
                                                        + " allows none to go now"))
                        .toList();
        if (!manner.disableEviction() && !kept.isEmpty()) {
            return new Decision.Blocked(isKept(kept));
        }
        return new Decision.Do(
                Sign.CHANGE,
                Drain.outlook(moving),
                List.of(
                        new Drain(leaving, manner).action("drain"),
                        Volumes.awaitDetached(leaving)));
    }

    private Problem wouldLose(List<Pod> lost) {
        return new Problem(
                "node " + leaving + " is not drained: pods there would be lost",
                "they have no controller that makes them anew: " + Drain.few(lost),
                "nothing was changed",
                "delete them, or start them elsewhere, then repeat the command; or let them go: --force");
    }

    private Problem isKept(List<String> kept) {
        return new Problem(
                "node " + leaving + " is not drained: disruption budgets keep pods there",
                Drain.few(kept),
                "nothing was changed",
                "give the workload more ready replicas, or its budget more room, then repeat the command;\n"
                        + "or delete the pods in spite of it: --disable-eviction");
    }
}
