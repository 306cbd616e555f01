package io.kprov.step.node;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.MachineFact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.MachineSize;
import io.kprov.render.Digests;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmCluster;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.step.Derived;
import io.kprov.step.View;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The kubelet's config.yaml, which kubeadm writes from the cluster's settings and the host's patch.
 */
public final class KubeletSettings {
    private static final MachineFact MACHINE = new MachineFact();

    private KubeletSettings() {}

    /** What it should be made from. */
    public static Derived of(View view) {
        return of(view.cluster(), view.host(), size(view.host(), view.facts()));
    }

    /** The same, given how large the machine is. */
    public static Derived of(Cluster cluster, Host host, Optional<MachineSize> size) {
        return new Derived(
                "kubelet-config",
                KubeletFiles.CONFIG_PATH,
                new Derived.Origin.Settings(
                        Digests.of(KubeadmCluster.kubeletConfiguration(cluster, host, size))));
    }

    /** What must be known to compare it with what is there. */
    public static Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<>(of(cluster, host, Optional.empty()).facts());
        facts.addAll(sizeFacts(host));
        return facts;
    }

    /** The kubelet's patch, which kubeadm reads. */
    public static HostFile patch(View view) {
        return KubeadmFiles.kubeletPatch(
                view.cluster(), view.host(), size(view.host(), view.facts()));
    }

    /** What must be known to make the patch: the machine's size, where it depends on it. */
    public static Set<Fact<?>> sizeFacts(Host host) {
        return host.reserved().dependsOnTheMachine() ? Set.of(MACHINE) : Set.of();
    }

    private static Optional<MachineSize> size(Host host, HostFacts facts) {
        return host.reserved().dependsOnTheMachine()
                ? Optional.of(facts.get(MACHINE).size())
                : Optional.empty();
    }
}
