package io.kprov.step.controlplane;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.model.Role;
import io.kprov.render.CoreDnsSpread;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Kubectl;
import io.kprov.step.Subset;
import io.kprov.step.View;
import io.kprov.step.WrittenByKubeadm;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * CoreDNS on several nodes and in several zones: kubeadm's replicas all start on the first node,
 * which is alone then. Comes after the nodes have their labels, which tell the scheduler of zones.
 */
public final class SpreadCoreDns implements WrittenByKubeadm {
    private static final ObjectFact DEPLOYMENT =
            new ObjectFact(
                    "apps/v1", "Deployment", CoreDnsSpread.NAMESPACE, CoreDnsSpread.DEPLOYMENT);

    @Override
    public String id() {
        return "spread-coredns";
    }

    @Override
    public String title() {
        return "spread CoreDNS over nodes";
    }

    @Override
    public boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE)
                && !(blueprint.cluster().network() instanceof Network.None);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    @Override
    public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of(DEPLOYMENT);
    }

    @Override
    public Decision decide(View view) {
        var live = view.others().ask(DEPLOYMENT).flatMap(ObjectState::found);
        String reason =
                live.map(deployment -> difference(view, deployment))
                        .orElse("its replicas start on one node");
        if (reason.isEmpty()) {
            if (live.filter(SpreadCoreDns::isAvailable).isPresent()) {
                return new Decision.Skip("CoreDNS is spread and available");
            }
            return new Decision.Do(
                    Sign.CHANGE, "not all of its replicas are available", List.of(awaitRollout()));
        }
        return new Decision.Do(Sign.CHANGE, reason, afterwards(view));
    }

    @Override
    public List<Action> afterwards(View view) {
        return List.of(
                Kubectl.patch(
                        "kubectl patch deployment coredns",
                        "patch-coredns",
                        CoreDnsSpread.yaml(view.cluster()),
                        CoreDnsSpread.NAMESPACE,
                        "deployment/" + CoreDnsSpread.DEPLOYMENT),
                awaitRollout());
    }

    private static String difference(View view, JsonNode deployment) {
        return Subset.difference(CoreDnsSpread.document(view.cluster()), deployment)
                .map(path -> "the deployment differs at " + path)
                .orElse("");
    }

    private static boolean isAvailable(JsonNode deployment) {
        return deployment.path("status").path("availableReplicas").asInt(0)
                >= deployment.path("spec").path("replicas").asInt(1);
    }

    private static Action awaitRollout() {
        return new Action.WaitUntil(
                "CoreDNS is rolled out",
                Kubectl.command(
                        "-n",
                        CoreDnsSpread.NAMESPACE,
                        "rollout",
                        "status",
                        "deployment/" + CoreDnsSpread.DEPLOYMENT,
                        "--timeout=10s"),
                Duration.ofMinutes(5),
                Where.CONTROL_PLANE);
    }
}
