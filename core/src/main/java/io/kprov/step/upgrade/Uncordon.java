package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Drain;
import io.kprov.step.Kubectl;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Lets a node take pods again: one that is Ready and that kprov cordoned. A node that a person
 * cordoned stays as it is.
 */
public final class Uncordon implements Step {
    private final HostWork work;
    private final boolean afterFailure;

    /** After the work. */
    public Uncordon(HostWork work) {
        this(work, false);
    }

    private Uncordon(HostWork work, boolean afterFailure) {
        this.work = work;
        this.afterFailure = afterFailure;
    }

    /** When the work came to no end: a node that is not Ready is left alone. */
    public static Uncordon afterFailure() {
        return new Uncordon(new HostWork(false), true);
    }

    @Override
    public String id() {
        return "uncordon";
    }

    @Override
    public String title() {
        return "uncordon the node";
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
        return Set.of(JoinNode.node(host));
    }

    @Override
    public Decision decide(View view) {
        var node = JoinNode.found(view.others(), view.host());
        if (node.isEmpty()) {
            return new Decision.Skip("the cluster has no node " + view.host());
        }
        boolean cordoned = node.get().path("spec").path("unschedulable").asBoolean(false);
        if (isOurs(node.get())) {
            boolean ready = JoinNode.isReady(node.get());
            if (afterFailure && !ready) {
                return new Decision.Skip("it is not Ready, and stays cordoned");
            }
            return new Decision.Do(
                    Sign.CHANGE,
                    "kprov cordoned it",
                    ready
                            ? List.of(uncordon(view.host()))
                            : List.of(
                                    JoinNode.awaitReady(view.host(), Duration.ofMinutes(4)),
                                    uncordon(view.host())));
        }
        boolean willBe =
                !afterFailure
                        && !cordoned
                        && view.cluster().nodes().size() > 1
                        && !work.due(view).isEmpty();
        if (willBe) {
            return new Decision.Do(
                    Sign.CHANGE, "it is drained before", List.of(uncordon(view.host())));
        }
        return new Decision.Skip(
                cordoned ? "it was cordoned by somebody else" : "it takes pods already");
    }

    /** Whether kprov cordoned the node for an upgrade. */
    static boolean isOurs(JsonNode node) {
        return node.path("metadata")
                .path("annotations")
                .path(Drain.CORDONED)
                .asString("")
                .equals(DrainHost.WHY);
    }

    /** The annotation goes last: while it is there, the node is kprov's to uncordon. */
    private static Action uncordon(Host host) {
        return new Action.Run(
                "kubectl uncordon " + host,
                Command.script(
                        """
                        # kprov: uncordon
                        k() { %s "$@"; }
                        k uncordon "$1" && k annotate node "$1" %s- >/dev/null
                        """
                                .formatted(Kubectl.command(), Drain.CORDONED),
                        host.name()),
                Duration.ofMinutes(2),
                Where.CONTROL_PLANE);
    }
}
