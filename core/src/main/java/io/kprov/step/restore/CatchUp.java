package io.kprov.step.restore;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.model.Role;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Joined;
import io.kprov.step.Kubectl;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A kubelet begins again with what etcd knows now, and says how its node is: what the snapshot says
 * of that is old. One that the snapshot does not know registers its node only when it starts. Its
 * pods run on.
 */
public final class CatchUp extends RestoreStep {

    public CatchUp(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "catch-up";
    }

    @Override
    public String title() {
        return "let the kubelet catch up";
    }

    /**
     * The kubelet of a control plane speaks with the API server beside it, which may come later.
     */
    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.isNode()
                && (!blueprint.cluster().hasStackedEtcd()
                        || !host.has(Role.CONTROL_PLANE)
                        || order.restores(host.name()));
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(Joined.KUBELET_CONF);
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(ClusterView.identity(), JoinNode.node(host));
    }

    @Override
    public Decision decide(View view) {
        if (!view.get(Joined.KUBELET_CONF)) {
            return new Decision.Skip("the host has not joined");
        }
        boolean known =
                JoinNode.found(view.others(), view.host())
                        .filter(node -> saysSo(view, node))
                        .isPresent();
        // What it reported to the old data is forgotten.
        return known && swappedEverywhere(view)
                ? new Decision.Skip("its node has reported since")
                : new Decision.Do(
                        Sign.CHANGE,
                        "its node has not reported since",
                        List.of(Systemd.takeUp("kubelet", "restart"), await(view)));
    }

    /** Without a pod network no node is Ready. */
    private boolean saysSo(View view, JsonNode node) {
        return (view.cluster().network() instanceof Network.None || JoinNode.isReady(node))
                && reportedAt(node).isAfter(order.since());
    }

    private static Instant reportedAt(JsonNode node) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals("Ready")) {
                try {
                    return Instant.parse(condition.path("lastHeartbeatTime").asString(""));
                } catch (DateTimeException none) {
                    return Instant.EPOCH;
                }
            }
        }
        return Instant.EPOCH;
    }

    private Action await(View view) {
        String query =
                Kubectl.command(
                                "get",
                                "node",
                                view.host().name(),
                                "-o",
                                "jsonpath={range .status.conditions[?(@.type==\"Ready\")]}{.status} {.lastHeartbeatTime}{end}")
                        .toString();
        String status = view.cluster().network() instanceof Network.None ? "*" : "True";
        // Both times are RFC 3339 in UTC, so that the order of their characters is that of time.
        return new Action.WaitUntil(
                "node " + view.host() + " has reported",
                Command.of(
                        "sh",
                        "-c",
                        """
                        said=$(%s) || exit 1
                        case $said in %s' '*) ;; *) exit 1 ;; esac
                        [ "$(printf '%%s\\n' "${said#* }" %s | sort | tail -n 1)" = "${said#* }" ]\
                        """
                                .formatted(query, status, order.since())),
                Duration.ofMinutes(3),
                Where.CONTROL_PLANE);
    }
}
