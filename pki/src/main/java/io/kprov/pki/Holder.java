package io.kprov.pki;

/** Who keeps the private key of a certificate, and so for whom it is made. */
public enum Holder {
    /** Every control plane, each its own. */
    CONTROL_PLANE,
    /** Every host that runs an etcd member, stacked or external, each its own. */
    ETCD_MEMBER,
    /** Every machine with a kubelet, each its own. */
    EVERY_NODE,
    /** One for the cluster, put where {@code kubeadm init} runs; whichever host that is. */
    FIRST_CONTROL_PLANE,
    /** One for the cluster; its key never leaves the operator. */
    OPERATOR
}
