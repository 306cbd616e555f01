package io.kprov.step.upgrade;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.LinkFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Program;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.KubernetesVersion;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Joined;
import io.kprov.step.View;
import io.kprov.step.node.JoinNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Which versions a host uses, by where its links lead, beside those of the lock. */
public final class Versions {
    /** kubeadm's own record of the cluster's version. */
    static final ObjectFact KUBEADM_CONFIG =
            new ObjectFact("v1", "ConfigMap", "kube-system", "kubeadm-config");

    private static final Pattern CLUSTER_VERSION =
            Pattern.compile("(?m)^\\s*\"?kubernetesVersion\"?\\s*:\\s*\"?(v[0-9.]+)");

    private Versions() {}

    /** The questions to the host. */
    public static Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<>(Joined.FACTS);
        for (Program program : Program.values()) {
            if (program.neededOn(host, cluster)) {
                facts.add(new LinkFact(program.oneLink()));
            }
        }
        return facts;
    }

    /** The version in use; empty when the program is not there. */
    static Optional<String> inUse(HostFacts facts, Program program) {
        var link = new LinkFact(program.oneLink());
        return facts.knows(link) ? Artifact.versionOf(facts.get(link)) : Optional.empty();
    }

    /** Whether the locked version is the one in use. */
    static boolean uses(Blueprint blueprint, HostFacts facts, Program program) {
        return inUse(facts, program)
                .filter(blueprint.lock().artifact(program).version()::equals)
                .isPresent();
    }

    /**
     * What is in use in another version than the lock's, e.g. {@code kubelet 1.36.3 -> 1.37.2};
     * nothing of a host that is not in the cluster yet: it joins with what the lock says.
     */
    static List<String> outdated(Blueprint blueprint, Host host, HostFacts facts) {
        var changes = new ArrayList<String>();
        if (!HostWork.isInUse(host, facts)) {
            return changes;
        }
        for (Program program : Program.values()) {
            if (program.neededOn(host, blueprint.cluster())) {
                Artifact wanted = blueprint.lock().artifact(program);
                inUse(facts, program)
                        .filter(version -> !version.equals(wanted.version()))
                        .ifPresent(version ->
                                changes.add(
                                        "%s %s -> %s"
                                                .formatted(program, version, wanted.version())));
            }
        }
        return changes;
    }

    /** The same of any host; nothing of one that was not reached. */
    static List<String> outdated(Blueprint blueprint, Host host, ClusterView seen) {
        return seen.facts(host).map(facts -> outdated(blueprint, host, facts)).orElse(List.of());
    }

    static List<String> outdated(View view) {
        return outdated(view.blueprint(), view.host(), view.facts());
    }

    /** What else a host is asked to know whether an upgrade is due. */
    public static Set<Fact<?>> ofUpgradesDue(Cluster cluster) {
        var facts = new LinkedHashSet<>(KeptFormer.FACTS);
        facts.addAll(HostWork.ofReboot(cluster));
        return facts;
    }

    /** Whether other versions are to come to a cluster that runs, or an upgrade has not ended. */
    public static boolean isUpgradeDue(Blueprint blueprint, ClusterView seen) {
        return blueprint.cluster().hosts().stream()
                .anyMatch(host ->
                        !outdated(blueprint, host, seen).isEmpty()
                                || seen.facts(host)
                                        .filter(facts ->
                                                KeptFormer.waitsForKubeadm(blueprint, facts))
                                        .isPresent()
                                || JoinNode.found(seen, host).filter(Uncordon::isOurs).isPresent()
                                || isRebootDue(blueprint, host, seen));
    }

    /** In a cluster that runs: a machine that is new to it disturbs nobody by its wish. */
    private static boolean isRebootDue(Blueprint blueprint, Host host, ClusterView seen) {
        return !seen.readyControlPlanes().isEmpty()
                && seen.facts(host)
                        .filter(facts -> HostWork.isInUse(host, facts))
                        .filter(facts -> HostWork.reboot(blueprint.cluster(), facts).needed())
                        .isPresent();
    }

    /** The version that kubeadm noted last; empty when no API server answers. */
    static Optional<KubernetesVersion> cluster(Optional<ObjectState> kubeadmConfig) {
        return kubeadmConfig
                .flatMap(ObjectState::found)
                .map(map -> map.path("data").path("ClusterConfiguration").asString(""))
                .map(CLUSTER_VERSION::matcher)
                .filter(Matcher::find)
                .flatMap(found -> KubernetesVersion.parse(found.group(1)));
    }

    /** The version of a node's kubelet, by its own word. */
    static Optional<KubernetesVersion> kubelet(JsonNode node) {
        return KubernetesVersion.parse(
                node.path("status").path("nodeInfo").path("kubeletVersion").asString(""));
    }

    /** The version of a node's containerd, by its kubelet's word; empty text when it has none. */
    static String runtime(JsonNode node) {
        return node.path("status")
                .path("nodeInfo")
                .path("containerRuntimeVersion")
                .asString("")
                .replaceFirst("^containerd://", "");
    }
}
