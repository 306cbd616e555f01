package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.choice;
import static io.kprov.inventory.KeyType.oneOf;
import static io.kprov.inventory.KeyType.text;

import io.kprov.model.Network.Backend;
import java.util.Arrays;

/** The rows of the key table below {@code controlPlane} and {@code network}. */
final class ControlPlaneKeys {
    private ControlPlaneKeys() {}

    static Key controlPlane() {
        return part(
                        "controlPlane",
                        "How the API is reached, and where its data lives.",
                        required(
                                "endpoint",
                                text(NetworkFormats.ENDPOINT),
                                "Where clients and nodes reach the API: `host:port`, the host a DNS"
                                        + " name or an address. HAProxy on a control plane cannot have"
                                        + " port 6443, which is the API server's.",
                                "api.prod.example.com:8443"),
                        optional(
                                        "loadBalancer",
                                        loadBalancer(),
                                        "What stands before the API servers. Without one there can"
                                                + " be only one control plane.",
                                        "{external: {}}")
                                .orElse("none"),
                        optional(
                                        "etcd",
                                        oneOf(
                                                part("stacked", "A member on each control plane."),
                                                part(
                                                        "external",
                                                        "Members on the hosts with role etcd, which"
                                                                + " may be control planes too.")),
                                        "Where etcd runs.",
                                        "{stacked: {}}")
                                .orElse("stacked"))
                .must();
    }

    static Key network() {
        return optional(
                        "network",
                        oneOf(
                                part(
                                        "flannel",
                                        "flannel.",
                                        optional(
                                                        "backend",
                                                        choice(
                                                                Arrays.stream(Backend.values())
                                                                        .map(Backend::flannelName)
                                                                        .toArray(String[]::new)),
                                                        "How pods of different hosts reach each"
                                                                + " other; host-gw wants all hosts in"
                                                                + " one segment.",
                                                        "vxlan")
                                                .orElse("vxlan"),
                                        optional(
                                                "interface",
                                                text(Formats.INTERFACE),
                                                "The interface for pod traffic, on hosts with"
                                                        + " several.",
                                                "eth1")),
                                part(
                                        "none",
                                        "None from kprov; nodes stay NotReady until the operator"
                                                + " installs one.")),
                        "The pod network.",
                        "{flannel: {backend: vxlan}}")
                .orElse("flannel");
    }

    private static KeyType loadBalancer() {
        return oneOf(
                part(
                        "haproxyKeepalived",
                        "HAProxy, and a virtual address that keepalived moves between its hosts.",
                        required(
                                "vip",
                                text(NetworkFormats.ADDRESS),
                                "The virtual address: free, and in the hosts' network.",
                                "10.0.0.100"),
                        optional(
                                        "vrid",
                                        new KeyType.Whole(1, 255),
                                        "VRRP's virtual router id, unique in the network segment.",
                                        "51")
                                .orElse("51"),
                        optional(
                                        "on",
                                        choice("control-plane", "load-balancers"),
                                        "Which hosts run it: the control planes, or the hosts with"
                                                + " role load-balancer.",
                                        "control-plane")
                                .orElse("control-plane")),
                part(
                        "external",
                        "Somebody else's load balancer, which passes TCP to port 6443 of every"
                                + " control plane."),
                part("none", "None: the endpoint is the only control plane itself."));
    }
}
