package io.kprov.step.removal;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.NodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Gives the new node the labels and taints that people gave to the old one. Those of the inventory
 * are the inventory's business, those of Kubernetes tell of the machine.
 */
public record CarryOver(Host leaving, Host successor) implements NodeStep {
    @Override
    public String id() {
        return "carry-over-" + leaving;
    }

    @Override
    public String title() {
        return "carry labels and taints of " + leaving + " over to " + successor;
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return NodeStep.super.appliesTo(blueprint, host) && successor.isNode();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(leaving), JoinNode.node(successor));
    }

    @Override
    public Decision decide(View view) {
        var from = JoinNode.found(view.others(), leaving);
        if (from.isEmpty()) {
            return new Decision.Skip("the cluster has no node " + leaving);
        }
        var to = JoinNode.found(view.others(), successor);
        var labels = new ArrayList<String>();
        NodeSettings.labelsOfPeople(from.get())
                .forEach((key, value) -> {
                    if (to.filter(node -> node.path("metadata").path("labels").has(key))
                            .isEmpty()) {
                        labels.add(key + "=" + value);
                    }
                });
        var taints = new ArrayList<>(NodeSettings.taintsOfPeople(from.get()));
        to.ifPresent(node -> taints.removeAll(NodeSettings.taints(node)));
        if (labels.isEmpty() && taints.isEmpty()) {
            return new Decision.Skip("there is none of it that " + successor + " lacks");
        }
        var words = new ArrayList<>(labels);
        words.addAll(taints);
        var actions = new ArrayList<Action>();
        if (!labels.isEmpty()) {
            actions.add(kubectl("label", labels));
        }
        if (!taints.isEmpty()) {
            actions.add(kubectl("taint", taints));
        }
        return new Decision.Do(Sign.CHANGE, String.join(" ", words), actions);
    }

    private Action kubectl(String verb, List<String> arguments) {
        var words = new ArrayList<>(List.of(verb, "node", successor.name()));
        words.addAll(arguments);
        return Kubectl.run("kubectl " + String.join(" ", words), words.toArray(String[]::new));
    }
}
