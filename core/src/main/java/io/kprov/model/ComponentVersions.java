package io.kprov.model;

/**
 * The versions of everything that goes with one Kubernetes version; plain, without {@code v}.
 *
 * @param etcdImageTag tag of kubeadm's etcd image, e.g. {@code 3.6.8-0}
 */
public record ComponentVersions(
        KubernetesVersion kubernetes,
        String containerd,
        String runc,
        String cniPlugins,
        String etcd,
        String etcdImageTag,
        String coredns,
        String pause,
        String flannel,
        String flannelCniPlugin) {}
