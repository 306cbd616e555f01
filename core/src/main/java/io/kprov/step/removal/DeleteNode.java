package io.kprov.step.removal;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.util.List;
import java.util.Set;

/**
 * Takes a node out of the cluster.
 *
 * @param leaving the host whose node it is
 */
public record DeleteNode(Host leaving) implements NodeStep {
    @Override
    public String id() {
        return "delete-node-" + leaving;
    }

    @Override
    public String title() {
        return "delete node " + leaving;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(leaving));
    }

    @Override
    public Decision decide(View view) {
        return switch (view.others()
                .ask(JoinNode.node(leaving))
                .orElse(new ObjectState.NoAnswer())) {
            case ObjectState.Absent _ -> new Decision.Skip("the cluster has no node " + leaving);
            case ObjectState.Present _ ->
                    new Decision.Do(
                            Sign.REMOVE,
                            "it leaves the cluster",
                            List.of(
                                    Kubectl.run(
                                            "kubectl delete node " + leaving,
                                            "delete",
                                            "node",
                                            leaving.name(),
                                            "--ignore-not-found")));
            case ObjectState.NoAnswer _ ->
                    new Decision.Blocked(NoApi.problem("node " + leaving + " is not deleted"));
        };
    }
}
