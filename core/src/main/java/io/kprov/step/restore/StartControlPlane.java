package io.kprov.step.restore;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.StaticPod;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.View;
import io.kprov.step.controlplane.StaticPods;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The control plane starts again, with empty memories, beside members that hold the new data. Where
 * the host's own member is to join later, so does its control plane.
 */
public final class StartControlPlane extends RestoreStep {
    private static final List<StaticPod> PODS =
            List.of(
                    StaticPod.KUBE_APISERVER,
                    StaticPod.KUBE_CONTROLLER_MANAGER,
                    StaticPod.KUBE_SCHEDULER);

    public StartControlPlane(RestoreOrder order) {
        super(order);
    }

    @Override
    public String id() {
        return "start-control-plane";
    }

    @Override
    public String title() {
        return "start the control plane";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE)
                && (!blueprint.cluster().hasStackedEtcd() || order.restores(host.name()));
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<>(super.facts(blueprint, host));
        facts.add(ClusterView.apiServerReady());
        return facts;
    }

    @Override
    public Decision decide(View view) {
        var state = state(view);
        boolean whole = PODS.stream().noneMatch(pod -> state.aside().contains(pod.kubeadmName()));
        boolean known = state.manifests().contains(StaticPod.KUBE_APISERVER.kubeadmName());
        if (swappedEverywhere(view) && whole) {
            if (!known) {
                return new Decision.Skip("there was none; kprov apply makes one");
            }
            if (view.get(ClusterView.apiServerReady()) == 200) {
                return new Decision.Skip("its API server is ready");
            }
        }
        return new Decision.Do(
                Sign.CHANGE,
                "it is stopped while data changes places",
                List.of(Manifests.putBack(order, PODS), StaticPods.awaitApiServer(view.host())));
    }
}
