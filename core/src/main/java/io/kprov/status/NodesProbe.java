package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.ClusterView;
import io.kprov.step.node.JoinNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether every node of the inventory is in the cluster, Ready and not cordoned. */
final class NodesProbe implements Probe {

    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        if (host.has(Role.CONTROL_PLANE)) {
            cluster.nodes().forEach(node -> facts.add(JoinNode.node(node)));
        }
        return facts;
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var bad = new ArrayList<String>();
        var cordoned = new ArrayList<String>();
        for (Host host : cluster.nodes()) {
            switch (seen.ask(JoinNode.node(host)).orElseGet(ObjectState.NoAnswer::new)) {
                case ObjectState.NoAnswer _ -> {
                    return Optional.of(
                            Condition.bad(name(), "no API server tells about them", List.of()));
                }
                case ObjectState.Absent _ -> bad.add(host + " is not in the cluster");
                case ObjectState.Present(var node) -> {
                    if (!JoinNode.isReady(node)) {
                        bad.add(host + " is not Ready");
                    }
                    if (node.path("spec").path("unschedulable").asBoolean(false)) {
                        cordoned.add(host + " is cordoned");
                    }
                }
            }
        }
        int all = cluster.nodes().size();
        if (!bad.isEmpty()) {
            int ready = all - bad.size();
            bad.addAll(cordoned);
            return Optional.of(
                    Condition.bad(name(), ready + " of " + all + " nodes are Ready", bad));
        }
        return Optional.of(
                cordoned.isEmpty()
                        ? Condition.ok(name(), "all " + all + " nodes are Ready")
                        : Condition.warning(
                                name(),
                                "all %d nodes are Ready, %d take no pods"
                                        .formatted(all, cordoned.size()),
                                cordoned));
    }
}
