package io.kprov.lockfile;

import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.EtcdTopology;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a cluster must have locked: release files and images by version, without digests. */
public record Wanted(KubernetesVersion kubernetes, List<Release> releases, List<Image> images) {

    /** One program in one version. */
    public record Release(Program program, String version) {
        /** Upstream's path of the file. */
        public String path() {
            return program.path(version);
        }

        String checksumPath() {
            return program.checksumPath(version);
        }

        @Override
        public String toString() {
            return program + " " + version;
        }
    }

    /** An image by its tag, and who pulls it. */
    public record Image(String reference, Audience audience) {}

    /** What the cluster wants locked. */
    public static Wanted of(Cluster cluster) {
        ComponentVersions versions = VersionTable.versions(cluster);
        return new Wanted(
                versions.kubernetes(),
                Arrays.stream(Program.values())
                        .map(program -> new Release(program, program.version(versions)))
                        .toList(),
                images(cluster, versions));
    }

    /** The list of {@code kubeadm config images list}, and the pod network's. */
    private static List<Image> images(Cluster cluster, ComponentVersions versions) {
        var images = new ArrayList<Image>();
        String kubernetes = ":" + versions.kubernetes().tag();
        for (String name : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            images.add(forControlPlanes("registry.k8s.io/" + name + kubernetes));
        }
        switch (cluster.controlPlane().etcd()) {
            case EtcdTopology.Stacked() ->
                    images.add(forControlPlanes("registry.k8s.io/etcd:" + versions.etcdImageTag()));
            case EtcdTopology.External() -> {}
        }
        images.add(forControlPlanes("registry.k8s.io/coredns/coredns:v" + versions.coredns()));
        images.add(forNodes("registry.k8s.io/kube-proxy" + kubernetes));
        images.add(forNodes("registry.k8s.io/pause:" + versions.pause()));
        switch (cluster.network()) {
            case Network.Flannel(_, _) -> {
                images.add(forNodes("ghcr.io/flannel-io/flannel:v" + versions.flannel()));
                images.add(
                        forNodes(
                                "ghcr.io/flannel-io/flannel-cni-plugin:v"
                                        + versions.flannelCniPlugin()));
            }
            case Network.None() -> {}
        }
        return List.copyOf(images);
    }

    private static Image forControlPlanes(String reference) {
        return new Image(reference, Audience.CONTROL_PLANES);
    }

    private static Image forNodes(String reference) {
        return new Image(reference, Audience.NODES);
    }
}
