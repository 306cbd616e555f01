package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import io.kprov.model.ControlPlane;
import io.kprov.model.Endpoint;
import io.kprov.model.IpAddress;
import io.kprov.model.LoadBalancer;
import io.kprov.model.LoadBalancer.Placement;
import io.kprov.model.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules about the way to the API: endpoint, load balancer and virtual address. */
final class LoadBalancerRules {
    /** Who else listens on a control plane: HAProxy binds to all addresses. */
    private static final Map<Integer, String> PORTS =
            Map.ofEntries(
                    Map.entry(22, "sshd"),
                    Map.entry(2379, "etcd"),
                    Map.entry(2380, "etcd"),
                    Map.entry(2381, "etcd"),
                    Map.entry(ControlPlane.API_SERVER_PORT, "the API server"),
                    Map.entry(10248, "the kubelet"),
                    Map.entry(10249, "kube-proxy"),
                    Map.entry(10250, "the kubelet"),
                    Map.entry(10256, "kube-proxy"),
                    Map.entry(10257, "kube-controller-manager"),
                    Map.entry(10259, "kube-scheduler"));

    private LoadBalancerRules() {}

    static void severalControlPlanesNeedALoadBalancer(Draft draft, Report report) {
        int controlPlanes = draft.controlPlanes().size();
        if (controlPlanes > 1 && is(draft, "none")) {
            report.error(
                    Draft.LOAD_BALANCER,
                    controlPlanes + " control planes need a load balancer before them",
                    "write {haproxyKeepalived: {vip: ADDRESS}} for one that kprov makes, or"
                            + " {external: {}} for your own");
        }
    }

    static void withoutOneTheEndpointIsTheControlPlane(Draft draft, Report report) {
        List<DraftHost> controlPlanes = draft.controlPlanes();
        Optional<Endpoint> endpoint = draft.endpoint();
        if (controlPlanes.size() != 1 || !is(draft, "none") || endpoint.isEmpty()) {
            return;
        }
        if (endpoint.get().port() != ControlPlane.API_SERVER_PORT) {
            report.error(
                    Draft.ENDPOINT,
                    "without a load balancer the endpoint is the API server, whose port is 6443,"
                            + " not "
                            + endpoint.get().port(),
                    "did you mean "
                            + Quoted.text(
                                    new Endpoint(
                                                    endpoint.get().host(),
                                                    ControlPlane.API_SERVER_PORT)
                                            .toString())
                            + "?");
        }
        Optional<IpAddress> expected = controlPlanes.getFirst().address();
        endpointAddress(draft)
                .filter(address -> expected.isPresent() && !expected.get().equals(address))
                .ifPresent(address ->
                        report.error(
                                Draft.ENDPOINT,
                                address
                                        + " is not the address of the only control plane,"
                                        + " which is "
                                        + expected.map(IpAddress::toString).orElse("")));
    }

    static void vipIsFree(Draft draft, Report report) {
        for (DraftHost host : draft.hosts()) {
            if (draft.vip().isPresent() && draft.vip().equals(host.address())) {
                report.error(
                        Draft.VIP,
                        draft.vip().get() + " is the address of the host " + host.called(),
                        "choose a free address of the hosts' network");
            }
        }
    }

    static void endpointIsTheVip(Draft draft, Report report) {
        Optional<IpAddress> vip = draft.vip();
        endpointAddress(draft)
                .filter(address -> vip.isPresent() && !vip.get().equals(address))
                .ifPresent(address ->
                        report.warning(
                                Draft.ENDPOINT,
                                address
                                        + " is not the VIP "
                                        + vip.map(IpAddress::toString).orElse("")
                                        + ", so clients may not reach the load balancer",
                                "use the VIP, or a DNS name of it"));
    }

    static void endpointPortIsFree(Draft draft, Report report) {
        Optional<DraftHost> both = draft.hostOfBothHaproxyAndApiServer();
        if (both.isEmpty() || draft.endpoint().isEmpty()) {
            return;
        }
        Endpoint endpoint = draft.endpoint().get();
        Optional.ofNullable(PORTS.get(endpoint.port()))
                .ifPresent(who ->
                        report.error(
                                Draft.ENDPOINT,
                                "HAProxy cannot have port "
                                        + endpoint.port()
                                        + " on "
                                        + both.get().called()
                                        + ", it is "
                                        + who
                                        + (who.endsWith("s") ? "' there" : "'s there"),
                                anotherPort(endpoint)));
    }

    static void endpointPortIsNotForHealth(Draft draft, Report report) {
        if (draft.placement().isPresent()) {
            draft.endpoint()
                    .filter(endpoint -> endpoint.port() == LoadBalancer.HEALTH_PORT)
                    .ifPresent(endpoint ->
                            report.error(
                                    Draft.ENDPOINT,
                                    "HAProxy tells keepalived of its health on port "
                                            + LoadBalancer.HEALTH_PORT,
                                    anotherPort(endpoint)));
        }
    }

    private static String anotherPort(Endpoint endpoint) {
        return "did you mean " + Quoted.text(new Endpoint(endpoint.host(), 8443).toString()) + "?";
    }

    static void loadBalancerHostsAreUsed(Draft draft, Report report) {
        List<DraftHost> hosts = draft.hosts(Role.LOAD_BALANCER);
        if (draft.placement().filter(on -> on == Placement.LOAD_BALANCERS).isPresent()) {
            if (hosts.isEmpty() && draft.rolesAreKnown()) {
                report.error(
                        Draft.HAPROXY + ".on",
                        "no host has the role load-balancer",
                        "give it to two hosts, or write on: control-plane");
            } else if (hosts.size() == 1 && draft.rolesAreKnown()) {
                report.warning(
                        Draft.HAPROXY + ".on",
                        "one host has the role load-balancer: when it is down, so is the API",
                        "use two");
            }
        } else if (draft.loadBalancer().isPresent() && !draft.placementIsWrong()) {
            for (DraftHost host : hosts) {
                report.error(
                        host.section().pathOf("roles"),
                        "the role load-balancer is of no use with this controlPlane.loadBalancer",
                        "remove it, or write {haproxyKeepalived: {vip: ADDRESS, on:"
                                + " load-balancers}}");
            }
        }
    }

    static void externalEndpointIsNoHost(Draft draft, Report report) {
        Optional<IpAddress> endpoint = endpointAddress(draft);
        if (!is(draft, "external") || endpoint.isEmpty() || draft.controlPlanes().size() < 2) {
            return;
        }
        for (DraftHost host : draft.hosts()) {
            if (endpoint.equals(host.address())) {
                report.warning(
                        Draft.ENDPOINT,
                        endpoint.get()
                                + " is the address of the host "
                                + host.called()
                                + ": when that is down, so is the API",
                        "use the load balancer's address");
            }
        }
    }

    private static boolean is(Draft draft, String form) {
        return draft.loadBalancer().filter(form::equals).isPresent();
    }

    private static Optional<IpAddress> endpointAddress(Draft draft) {
        return draft.endpoint().flatMap(endpoint -> IpAddress.parse(endpoint.host()));
    }
}
