package io.kprov.render;

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

    /** Where kubeadm writes its manifest. */
    public String manifestPath() {
        return "/etc/kubernetes/manifests/" + kubeadmName + ".yaml";
    }
}
