package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.StaticPod;
import io.kprov.step.ClusterView;
import io.kprov.step.node.JoinNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether every control plane runs all its static pods, and its own API server is ready. */
final class ControlPlaneProbe implements Probe {

    @Override
    public String name() {
        return "control-plane";
    }

    /** The question for the object by which the API shows a control plane's static pod. */
    static ObjectFact pod(StaticPod pod, Host host) {
        return new ObjectFact("v1", "Pod", "kube-system", pod.kubeadmName() + "-" + host.name());
    }

    static List<StaticPod> pods(Cluster cluster) {
        return Arrays.stream(StaticPod.values())
                .filter(pod -> pod != StaticPod.ETCD || cluster.hasStackedEtcd())
                .toList();
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        if (!host.has(Role.CONTROL_PLANE)) {
            return Set.of();
        }
        var facts = new LinkedHashSet<Fact<?>>(List.of(ClusterView.apiServerReady()));
        for (Host controlPlane : cluster.controlPlanes()) {
            pods(cluster).forEach(pod -> facts.add(pod(pod, controlPlane)));
        }
        return facts;
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        int all = cluster.controlPlanes().size();
        var broken = new ArrayList<String>();
        var hosts = new LinkedHashSet<Host>();
        for (Host host : cluster.controlPlanes()) {
            var wrong = new ArrayList<String>();
            seen.facts(host)
                    .map(facts -> facts.get(ClusterView.apiServerReady()))
                    .filter(status -> status != 200)
                    .ifPresent(status ->
                            wrong.add(
                                    status == 0
                                            ? "the API server does not answer"
                                            : "the API server's /readyz answers " + status));
            for (StaticPod pod : pods(cluster)) {
                seen.ask(pod(pod, host))
                        .filter(state -> !ready(state))
                        .ifPresent(state ->
                                wrong.add(
                                        pod.kubeadmName()
                                                + (state instanceof ObjectState.Absent
                                                        ? " is not there"
                                                        : " is not ready")));
            }
            if (!wrong.isEmpty()) {
                hosts.add(host);
                wrong.forEach(text -> broken.add(host + ": " + text));
            }
        }
        if (seen.readyControlPlanes().isEmpty()) {
            return Optional.of(Condition.bad(name(), "no API server is ready", broken));
        }
        return Optional.of(
                broken.isEmpty()
                        ? Condition.ok(
                                name(), "all components are ready on " + all + " control planes")
                        : Condition.bad(
                                name(),
                                hosts.size() + " of " + all + " control planes lack components",
                                broken));
    }

    /** Pods have the same sort of Ready condition as nodes. */
    private static boolean ready(ObjectState state) {
        return state.found().filter(JoinNode::isReady).isPresent();
    }
}
