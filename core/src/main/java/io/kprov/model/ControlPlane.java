package io.kprov.model;

/** How the API is reached and where its data lives. */
public record ControlPlane(Endpoint endpoint, LoadBalancer loadBalancer, EtcdTopology etcd) {

    /** The port each API server listens on, kubeadm's bindPort. */
    public static final int API_SERVER_PORT = 6443;

    /** The URL of a control plane's own API server, past any load balancer. */
    public static String apiServer(Host host) {
        return "https://" + host.address().urlHost() + ":" + API_SERVER_PORT;
    }
}
