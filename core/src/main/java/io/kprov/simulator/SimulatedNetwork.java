package io.kprov.simulator;

import io.kprov.model.ControlPlane;
import io.kprov.model.LoadBalancer;
import java.net.URI;
import java.util.Optional;

/** Who answers on which address, as seen from a machine. */
final class SimulatedNetwork {
    private static final int KUBELET_HEALTH_PORT = 10248;

    private final SimulatedCluster cluster;

    SimulatedNetwork(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** The HTTP status that a URL answers with, 0 when nobody answers. */
    int status(SimulatedMachine from, String url) {
        var uri = URI.create(url);
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        if (host.equals("127.0.0.1") || host.equals("localhost")) {
            return local(from, uri.getPort(), uri.getPath());
        }
        if (uri.getPort() == cluster.wish().controlPlane().endpoint().port()
                && isEndpoint(host.replaceAll("[\\[\\]]", ""))) {
            return endpointAnswers() ? 200 : 0;
        }
        // The internet of simulated machines has every download site and registry.
        if (uri.getScheme().equals("https") && uri.getPort() < 0) {
            return 200;
        }
        return cluster.machines().stream()
                .filter(machine -> machine.host().address().urlHost().equals(host))
                .filter(SimulatedMachine::isUp)
                .map(machine -> local(machine, uri.getPort(), uri.getPath()))
                .findFirst()
                .orElse(0);
    }

    /** The line for the virtual address on the machine that holds it, else nothing. */
    String virtualAddress(SimulatedMachine machine) {
        return cluster.wish().controlPlane().loadBalancer()
                                instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                        && vipHolder().filter(machine::equals).isPresent()
                ? "address eth0 " + vip + "/32\n"
                : "";
    }

    private int local(SimulatedMachine machine, int port, String path) {
        return switch (port) {
            case ControlPlane.API_SERVER_PORT -> cluster.apiReady(machine) ? 200 : 0;
            case LoadBalancer.HEALTH_PORT ->
                    !machine.units().isActive("haproxy") ? 0 : haproxy(path);
            case KUBELET_HEALTH_PORT -> machine.units().isActive("kubelet") ? 200 : 0;
            default -> 0;
        };
    }

    /** What HAProxy's health frontend says: of itself, of all API servers, of a single one. */
    private int haproxy(String path) {
        String up = "/up/";
        boolean well =
                path.startsWith(up)
                        ? cluster.machines().stream()
                                .filter(machine ->
                                        machine.name().equals(path.substring(up.length())))
                                .anyMatch(cluster::apiReady)
                        : path.equals("/healthz") || cluster.anyApiReady();
        return well ? 200 : 503;
    }

    private boolean isEndpoint(String host) {
        var controlPlane = cluster.wish().controlPlane();
        return host.equals(controlPlane.endpoint().host())
                || (controlPlane.loadBalancer()
                                instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)
                        && host.equals(vip.toString()));
    }

    private boolean endpointAnswers() {
        return switch (cluster.wish().controlPlane().loadBalancer()) {
            case LoadBalancer.HaproxyKeepalived _ ->
                    vipHolder().isPresent() && cluster.anyApiReady();
            case LoadBalancer.External _, LoadBalancer.None _ -> cluster.anyApiReady();
        };
    }

    /** The load balancer that has the virtual address: the first one whose two services run. */
    Optional<SimulatedMachine> vipHolder() {
        var balancers = cluster.wish().loadBalancers();
        return cluster.machines().stream()
                .filter(machine -> balancers.contains(machine.host()))
                .filter(SimulatedMachine::isUp)
                .filter(machine ->
                        machine.units().isActive("keepalived")
                                && machine.units().isActive("haproxy"))
                .findFirst();
    }

    /** Whether the cluster's DNS answers the machine. */
    boolean dnsAnswers(SimulatedMachine from) {
        return cluster.ready(from.name())
                && cluster.list("Deployment").stream()
                        .anyMatch(deployment ->
                                deployment.path("status").path("availableReplicas").asInt(0) > 0);
    }
}
