package io.kprov.step.removal;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.NodePods;
import io.kprov.facts.NodePodsFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Lets go what a machine held that is off for good: without its kubelet nobody says that its pods
 * have ended and its volumes are free (kubernetes.io: Non-graceful node shutdown handling). Only
 * the operator can know that the machine is off.
 *
 * @param leaving the host whose machine it was
 */
public record FenceNode(Host leaving) implements NodeStep {
    private static final String TAINT = "node.kubernetes.io/out-of-service";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Override
    public String id() {
        return "fence-node-" + leaving;
    }

    @Override
    public String title() {
        return "let go what " + leaving + " held";
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(JoinNode.node(leaving), new NodePodsFact(leaving.name()));
    }

    @Override
    public Decision decide(View view) {
        var state = view.others().ask(JoinNode.node(leaving)).orElse(new ObjectState.NoAnswer());
        var pods = view.others().ask(new NodePodsFact(leaving.name())).orElse(NodePods.SILENT);
        return switch (state) {
            case ObjectState.Absent _ -> new Decision.Skip("the cluster has no node " + leaving);
            case ObjectState.Present(var node) when pods.answered() ->
                    decide(node, pods, view.others().facts(leaving).isPresent());
            case ObjectState.Present _, ObjectState.NoAnswer _ ->
                    new Decision.Blocked(NoApi.problem("node " + leaving + " is not fenced"));
        };
    }

    private Decision decide(JsonNode node, NodePods pods, boolean seen) {
        boolean ready = JoinNode.isReady(node);
        if (ready && !seen) {
            return new Decision.Blocked(stillReports());
        }
        long held = pods.moving().stream().filter(pod -> !pod.ended()).count();
        boolean tainted = isTainted(node);
        var actions = new ArrayList<Action>();
        if (ready) {
            // kubeadm lets nobody take the place of a node that is Ready.
            actions.add(awaitNotReady());
        }
        boolean holds = held > 0 || !pods.volumes().isEmpty() || tainted;
        if (holds) {
            actions.add(taint(TAINT + "=nodeshutdown:NoExecute"));
            actions.add(awaitPodsGone());
            actions.add(Volumes.awaitDetached(leaving));
            actions.add(taint(TAINT + ":NoExecute-"));
        }
        if (actions.isEmpty()) {
            return new Decision.Skip("nothing that has to move is bound to it");
        }
        return new Decision.Do(
                Sign.CHANGE,
                tainted
                        ? "an earlier run began it"
                        : holds
                                ? held
                                        + " pods and "
                                        + pods.volumes().size()
                                        + " volumes are bound to it"
                                : "the cluster does not miss it yet",
                actions);
    }

    private static boolean isTainted(JsonNode node) {
        for (JsonNode taint : node.path("spec").path("taints")) {
            if (taint.path("key").asString("").equals(TAINT)) {
                return true;
            }
        }
        return false;
    }

    private Action taint(String taint) {
        return Kubectl.run(
                "kubectl taint node " + leaving + " " + taint,
                "taint",
                "--overwrite",
                "node",
                leaving.name(),
                taint);
    }

    /** Of a machine that was installed anew the cluster hears with the next missed lease. */
    private Action awaitNotReady() {
        return new Action.WaitUntil(
                "the cluster misses " + leaving,
                Command.script(
                        """
                        # kprov: node-is-missed
                        ready=$(%s) && [ "$ready" != True ]
                        """
                                .formatted(
                                        Kubectl.command(
                                                "get",
                                                "node",
                                                leaving.name(),
                                                "-o",
                                                "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}")),
                        leaving.name()),
                LIMIT,
                Where.CONTROL_PLANE);
    }

    private Action awaitPodsGone() {
        return new Action.WaitUntil(
                "the pods of " + leaving + " are deleted",
                Command.script(
                        """
                        # kprov: pods-are-gone
                        pods=$(%s) && ! echo "$pods" | grep -v ' DaemonSet \\| Node \\|^$' | grep -q .
                        """
                                .formatted(
                                        Kubectl.command(
                                                "get",
                                                "pods",
                                                "-A",
                                                "--field-selector",
                                                "status.phase!=Succeeded,status.phase!=Failed,spec.nodeName="
                                                        + leaving.name(),
                                                "-o",
                                                "jsonpath={range .items[*]}{.metadata.name} {.metadata.ownerReferences[0].kind} {\"\\n\"}{end}")),
                        leaving.name()),
                LIMIT,
                Where.CONTROL_PLANE);
    }

    private Problem stillReports() {
        return new Problem(
                leaving + " is not dead: its kubelet still reports to the cluster",
                "node "
                        + leaving
                        + " is Ready; pods that were started elsewhere would run twice, on the same data",
                "nothing was changed",
                "switch the machine off, wait a minute until its node is NotReady, then repeat the command;\n"
                        + "if it lives and can be reached: kprov remove-node "
                        + leaving
                        + ", without --dead");
    }
}
