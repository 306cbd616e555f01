package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import io.kprov.model.Cidr;
import io.kprov.model.IpAddress;
import io.kprov.model.Kubernetes;
import java.util.Optional;

/** Rules about the networks of pods, services and hosts, which must not overlap. */
final class NetworkRules {
    /** A node's part of the pod network is at most as many bits apart from the whole. */
    private static final int MOST_NODE_BITS = 16;

    /** kube-apiserver refuses more than 20 bits of service addresses, kubeadm fewer than 10. */
    private static final int MOST_SERVICE_BITS = 20;

    private static final int LEAST_SERVICE_BITS = 4;

    private NetworkRules() {}

    static void podAndServiceNetworksAreApart(Draft draft, Report report) {
        if (draft.podCidr().isPresent() && draft.serviceCidr().isPresent()) {
            Cidr pods = draft.podCidr().get();
            Cidr services = draft.serviceCidr().get();
            if (pods.overlaps(services)) {
                boolean podsGiven = draft.root().section("kubernetes").gives("podCidr");
                report.error(
                        podsGiven ? Draft.POD_CIDR : Draft.SERVICE_CIDR,
                        "the pod network "
                                + pods
                                + " and the service network "
                                + services
                                + " overlap",
                        "choose networks that nothing else uses");
            }
        }
    }

    static void addressesAreOutsideClusterNetworks(Draft draft, Report report) {
        for (DraftHost host : draft.hosts()) {
            host.address()
                    .ifPresent(address ->
                            outside(draft, address, host.section().pathOf("address"), report));
        }
        draft.vip().ifPresent(vip -> outside(draft, vip, Draft.VIP, report));
    }

    private static void outside(Draft draft, IpAddress address, String path, Report report) {
        within(draft.podCidr(), address, path, "pod network", Draft.POD_CIDR, report);
        within(draft.serviceCidr(), address, path, "service network", Draft.SERVICE_CIDR, report);
    }

    private static void within(
            Optional<Cidr> network,
            IpAddress address,
            String path,
            String what,
            String key,
            Report report) {
        network.filter(cidr -> cidr.contains(address))
                .ifPresent(cidr ->
                        report.error(
                                path,
                                address + " lies in the " + what + " " + cidr,
                                "set " + key + " to a network apart from the hosts'"));
    }

    static void oneAddressFamily(Draft draft, Report report) {
        Optional<Boolean> v6 = draft.podCidr().map(cidr -> cidr.network().isV6());
        if (v6.isEmpty()) {
            return;
        }
        String pods = "the pod network is " + family(v6.get());
        draft.serviceCidr()
                .filter(cidr -> cidr.network().isV6() != v6.get())
                .ifPresent(cidr ->
                        report.error(
                                Draft.SERVICE_CIDR,
                                cidr + " is " + family(!v6.get()) + ", but " + pods,
                                "use one address family"));
        for (DraftHost host : draft.hosts()) {
            otherFamily(host.address(), v6.get())
                    .ifPresent(address ->
                            report.error(
                                    host.section().pathOf("address"),
                                    address + " is " + family(!v6.get()) + ", but " + pods,
                                    "use one address family"));
        }
        otherFamily(draft.vip(), v6.get())
                .ifPresent(vip ->
                        report.error(
                                Draft.VIP,
                                vip + " is " + family(!v6.get()) + ", but " + pods,
                                "use one address family"));
    }

    private static Optional<IpAddress> otherFamily(Optional<IpAddress> address, boolean v6) {
        return address.filter(present -> present.isV6() != v6);
    }

    private static String family(boolean v6) {
        return v6 ? "IPv6" : "IPv4";
    }

    static void podNetworkHoldsAllNodes(Draft draft, Report report) {
        draft.podCidr()
                .ifPresent(cidr -> {
                    int perNode =
                            Kubernetes.nodePrefix(
                                    cidr,
                                    draft.root()
                                            .section("kubernetes")
                                            .section("controllerManager")
                                            .namedTexts("extraArgs"));
                    int bits = perNode - cidr.prefix();
                    long nodes = draft.hosts().stream().filter(DraftHost::isNode).count();
                    if (bits < 0 || bits > MOST_NODE_BITS) {
                        report.error(
                                Draft.POD_CIDR,
                                cidr + " cannot be divided into a /" + perNode + " for each node",
                                "use a prefix from /"
                                        + (perNode - MOST_NODE_BITS)
                                        + " to /"
                                        + perNode);
                    } else if (nodes > 1L << bits) {
                        report.error(
                                Draft.POD_CIDR,
                                cidr
                                        + " has a /"
                                        + perNode
                                        + " for "
                                        + (1L << bits)
                                        + " nodes, the inventory has "
                                        + nodes,
                                "use a larger network");
                    }
                });
    }

    static void serviceNetworkSize(Draft draft, Report report) {
        draft.serviceCidr()
                .ifPresent(cidr -> {
                    int length = cidr.network().isV6() ? 128 : 32;
                    int bits = length - cidr.prefix();
                    if (bits > MOST_SERVICE_BITS) {
                        report.error(
                                Draft.SERVICE_CIDR,
                                cidr + " is too large for the API server",
                                "use /" + (length - MOST_SERVICE_BITS) + " or longer");
                    } else if (bits < LEAST_SERVICE_BITS) {
                        report.error(
                                Draft.SERVICE_CIDR,
                                cidr + " is too small, the DNS service has its 10th address",
                                "use /" + (length - LEAST_SERVICE_BITS) + " or shorter");
                    }
                });
    }
}
