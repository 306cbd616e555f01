package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.facts.ObjectState;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.render.StaticPod;
import io.kprov.step.ClusterView;
import io.kprov.step.node.JoinNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Whether what runs has the versions that the inventory asks for. */
final class VersionsProbe implements Probe {

    @Override
    public String name() {
        return "versions";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        if (host.has(Role.CONTROL_PLANE)) {
            cluster.nodes().forEach(node -> facts.add(JoinNode.node(node)));
            for (Host controlPlane : cluster.controlPlanes()) {
                ControlPlaneProbe.pods(cluster)
                        .forEach(pod -> facts.add(ControlPlaneProbe.pod(pod, controlPlane)));
            }
        }
        return facts;
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        if (seen.readyControlPlanes().isEmpty()) {
            return Optional.of(Condition.bad(name(), "no API server tells about them", List.of()));
        }
        var wanted = VersionTable.versions(cluster);
        var others = new ArrayList<String>();
        for (Host host : cluster.nodes()) {
            object(seen.ask(JoinNode.node(host)))
                    .map(node -> node.path("status").path("nodeInfo"))
                    .ifPresent(info -> {
                        compare(
                                host,
                                "kubelet",
                                info.path("kubeletVersion"),
                                wanted.kubernetes().toString(),
                                others);
                        compare(
                                host,
                                "containerd",
                                info.path("containerRuntimeVersion"),
                                wanted.containerd(),
                                others);
                    });
        }
        for (Host host : cluster.controlPlanes()) {
            for (StaticPod pod : ControlPlaneProbe.pods(cluster)) {
                object(seen.ask(ControlPlaneProbe.pod(pod, host)))
                        .map(found -> found.path("spec").path("containers").path(0).path("image"))
                        .ifPresent(image ->
                                compare(
                                        host,
                                        pod.kubeadmName(),
                                        image,
                                        pod.version(wanted),
                                        others));
            }
        }
        String sentence =
                "Kubernetes %s, etcd %s, containerd %s"
                        .formatted(wanted.kubernetes(), wanted.etcd(), wanted.containerd());
        return Optional.of(
                others.isEmpty()
                        ? Condition.ok(name(), sentence)
                        : Condition.warning(
                                name(), sentence + " are wanted, not all are that", others));
    }

    private static Optional<JsonNode> object(Optional<ObjectState> state) {
        return state.flatMap(ObjectState::found);
    }

    private static void compare(
            Host host, String program, JsonNode said, String wanted, List<String> others) {
        String version = plain(said.asString(""));
        if (!version.equals(wanted)) {
            others.add(
                    "%s: %s %s, not %s"
                            .formatted(
                                    host,
                                    program,
                                    version.isEmpty() ? "of no version" : version,
                                    wanted));
        }
    }

    /** From {@code v1.36.3}, {@code containerd://2.2.9+ab12} or {@code registry/name:v1.36.3}. */
    private static String plain(String text) {
        return text.replaceFirst("@.*", "")
                .replaceFirst("^.*[:/]", "")
                .replaceFirst("^v", "")
                .replaceFirst("\\+.*", "");
    }
}
