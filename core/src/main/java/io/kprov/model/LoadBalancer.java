package io.kprov.model;

/** What stands before the API servers. */
public sealed interface LoadBalancer {

    /**
     * Where HAProxy tells of itself: {@code /healthz} it is alive, {@code /ready} so is the API.
     */
    int HEALTH_PORT = 8405;

    /**
     * HAProxy on each load-balancer host, and a virtual address that keepalived moves between them.
     *
     * @param vrid VRRP virtual_router_id, 1 to 255, unique in the network segment (RFC 5798)
     */
    record HaproxyKeepalived(IpAddress vip, int vrid, Placement on) implements LoadBalancer {}

    /** Somebody else's: kprov only uses the endpoint. */
    record External() implements LoadBalancer {}

    /** None: the endpoint is the only control plane itself. */
    record None() implements LoadBalancer {}

    /** Which hosts run HAProxy. */
    enum Placement {
        CONTROL_PLANE,
        LOAD_BALANCERS
    }
}
