package io.kprov.step.upgrade;

import io.kprov.command.Command;
import io.kprov.facts.Fact;
import io.kprov.facts.UnitFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Drain;
import io.kprov.step.Step;
import io.kprov.step.View;
import io.kprov.step.controlplane.StaticPodEnd;
import io.kprov.step.controlplane.StaticPods;
import io.kprov.step.etcd.Membership;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.JoinNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reboots a host whose operating system asks for it, where the inventory wants that. An API server
 * leaves the load balancers first, and etcd lets another member lead.
 */
public record Reboot(HostWork work) implements Step {
    /** Servers with much memory take long to test it. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** It outlives the connection, which ends with the machine. */
    private static final String GOODBYE =
            """
            # kprov: reboot. $1 what the machine does
            systemd-run --quiet --collect --unit kprov-reboot -- sh -c "$1"
            """;

    private static final String REBOOT = "systemctl reboot\n";

    private static final String WITHOUT_API_SERVER =
            StaticPodEnd.FUNCTION + "systemctl stop kubelet\nend_pods kube-apiserver\n" + REBOOT;

    @Override
    public String id() {
        return "reboot";
    }

    @Override
    public String title() {
        return "reboot where the operating system asks for it";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return blueprint.cluster().rebootIfNeeded();
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(work.facts(blueprint.cluster(), host));
        units(blueprint.cluster(), host).forEach(unit -> facts.add(new UnitFact(unit)));
        return facts;
    }

    /** Besides the kubelet, which has questions of its own. */
    private static List<String> units(Cluster cluster, Host host) {
        var units = new ArrayList<String>();
        if (cluster.isExternalMember(host)) {
            units.add("etcd");
        }
        if (cluster.isLoadBalancer(host)) {
            units.addAll(List.of("haproxy", "keepalived"));
        }
        return units;
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return host.isNode() ? new LinkedHashSet<>(List.of(JoinNode.node(host))) : Set.of();
    }

    @Override
    public Decision decide(View view) {
        if (!HostWork.isInUse(view.host(), view.facts())) {
            return new Decision.Skip("it serves nobody yet");
        }
        var wish = HostWork.reboot(view.cluster(), view.facts());
        if (wish.needed()) {
            return new Decision.Do(
                    Sign.CHANGE,
                    "the operating system asks for it"
                            + (wish.packages().isEmpty()
                                    ? ""
                                    : ", for " + Drain.few(wish.packages())),
                    actions(view));
        }
        return work.updates(view.facts()).list().isEmpty()
                ? new Decision.Skip("the operating system asks for none")
                : new Decision.Do(Sign.CHANGE, "if the new packages ask for it", actions(view));
    }

    private static List<Action> actions(View view) {
        var host = view.host();
        boolean controlPlane = host.has(Role.CONTROL_PLANE);
        var actions = new ArrayList<Action>();
        if (view.cluster().isEtcdMember(host)) {
            actions.add(Membership.handOver(host));
        }
        actions.add(
                new Action.Reboot(
                        Command.script(GOODBYE, controlPlane ? WITHOUT_API_SERVER : REBOOT),
                        LIMIT));
        // Of a host that is new some may not run yet.
        units(view.cluster(), host).stream()
                .filter(unit -> view.get(new UnitFact(unit)).active())
                .map(unit -> awaitUnit(unit, host))
                .forEach(actions::add);
        if (host.isNode()) {
            actions.add(ApplyKubeletConfig.healthy(host));
        }
        if (controlPlane) {
            actions.add(StaticPods.awaitApiServer(host));
        }
        if (host.isNode()) {
            actions.add(JoinNode.awaitReady(host, Duration.ofMinutes(4)));
        }
        return actions;
    }

    private static Action awaitUnit(String unit, Host host) {
        return new Action.WaitUntil(
                "%s runs on %s".formatted(unit, host),
                Command.of("systemctl", "-q", "is-active", unit),
                Duration.ofMinutes(2),
                Where.SELF);
    }
}
