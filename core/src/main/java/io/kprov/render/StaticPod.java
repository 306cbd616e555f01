package io.kprov.render;

import io.kprov.model.ComponentVersions;
import java.util.List;

/** The static pods that kubeadm writes on a control plane, by kubeadm's own names. */
public enum StaticPod {
    ETCD("etcd"),
    KUBE_APISERVER("kube-apiserver"),
    KUBE_CONTROLLER_MANAGER("kube-controller-manager"),
    KUBE_SCHEDULER("kube-scheduler");

    private final String kubeadmName;

    StaticPod(String kubeadmName) {
        this.kubeadmName = kubeadmName;
    }

    /** The component's label, its manifest's file name and the target of its patches. */
    public String kubeadmName() {
        return kubeadmName;
    }

    /** Its version, as the tag of its image has it; without {@code v}. */
    public String version(ComponentVersions versions) {
        return switch (this) {
            case ETCD -> versions.etcdImageTag();
            case KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER ->
                    versions.kubernetes().toString();
        };
    }

    /** The phase of {@code kubeadm init} that writes its manifest. */
    public String kubeadmPhase() {
        return switch (this) {
            case ETCD -> "etcd local";
            case KUBE_APISERVER -> "control-plane apiserver";
            case KUBE_CONTROLLER_MANAGER -> "control-plane controller-manager";
            case KUBE_SCHEDULER -> "control-plane scheduler";
        };
    }

    /** Where kubeadm writes its manifest. */
    public String manifestPath() {
        return "/etc/kubernetes/manifests/" + kubeadmName + ".yaml";
    }

    /** Whether it reads this file of the PKI; most of them at its start only. */
    boolean reads(String path) {
        return path.startsWith("/etc/kubernetes/")
                && pki().contains(
                                path.replaceFirst("^/etc/kubernetes/", "")
                                        .replaceFirst("\\.[a-z]+$", ""));
    }

    /** Without their endings (kubernetes.io: PKI certificates and requirements). */
    private List<String> pki() {
        return switch (this) {
            case ETCD -> List.of("pki/etcd/ca", "pki/etcd/server", "pki/etcd/peer");
            case KUBE_APISERVER ->
                    List.of(
                            "pki/ca",
                            "pki/client-cas",
                            "pki/apiserver",
                            "pki/apiserver-kubelet-client",
                            "pki/apiserver-etcd-client",
                            "pki/etcd/ca",
                            "pki/front-proxy-ca",
                            "pki/front-proxy-client",
                            "pki/sa");
            case KUBE_CONTROLLER_MANAGER ->
                    List.of(
                            "controller-manager",
                            "pki/ca",
                            "pki/ca-bundle",
                            "pki/ca-signer",
                            "pki/kubelet-ca",
                            "pki/front-proxy-ca",
                            "pki/sa");
            case KUBE_SCHEDULER -> List.of("scheduler");
        };
    }
}
