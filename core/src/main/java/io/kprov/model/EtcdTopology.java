package io.kprov.model;

/** Where etcd runs. */
public sealed interface EtcdTopology {

    /** A member on each control plane, as a static pod. */
    record Stacked() implements EtcdTopology {}

    /** Members on the hosts with role etcd. */
    record External() implements EtcdTopology {}
}
