package io.kprov.step.node;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.Digests;
import io.kprov.render.KubeadmCluster;
import io.kprov.render.KubeletFiles;
import io.kprov.step.Derived;

/**
 * The kubelet's config.yaml, which kubeadm writes from the cluster's settings and the host's patch.
 */
public final class KubeletSettings {
    private KubeletSettings() {}

    /** What it should be made from. */
    public static Derived of(Cluster cluster, Host host) {
        return new Derived(
                "kubelet-config",
                KubeletFiles.CONFIG_PATH,
                new Derived.Origin.Settings(
                        Digests.of(KubeadmCluster.kubeletConfiguration(cluster, host))));
    }
}
