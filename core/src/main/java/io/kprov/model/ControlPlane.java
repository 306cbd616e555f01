package io.kprov.model;

/** How the API is reached and where its data lives. */
public record ControlPlane(Endpoint endpoint, LoadBalancer loadBalancer, EtcdTopology etcd) {

    /** The port each API server listens on, kubeadm's bindPort. */
    public static final int API_SERVER_PORT = 6443;
}
