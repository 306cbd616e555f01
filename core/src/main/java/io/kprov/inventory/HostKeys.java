package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.required;
import static io.kprov.inventory.KeyType.block;
import static io.kprov.inventory.KeyType.some;
import static io.kprov.inventory.KeyType.text;

/** The rows of the key table below {@code hosts}. */
final class HostKeys {
    private HostKeys() {}

    static Key hosts() {
        return required(
                "hosts",
                new KeyType.Many(
                        block(
                                required(
                                        "name",
                                        text(Formats.HOST_NAME),
                                        "The host's and the node's name.",
                                        "cp-1"),
                                required(
                                        "address",
                                        text(NetworkFormats.ADDRESS),
                                        "The address that the other hosts and kprov reach it at.",
                                        "10.0.0.11"),
                                required(
                                        "roles",
                                        some(InventoryKeys.role()),
                                        "What the host is for; it may have several roles.",
                                        "[control-plane]"),
                                optional(
                                        "pool",
                                        text(Formats.LABEL),
                                        "The pool whose settings it inherits.",
                                        "gpu"),
                                PoolKeys.zone(
                                        "The failure zone; becomes the label"
                                                + " topology.kubernetes.io/zone."),
                                PoolKeys.region(
                                        "The region; becomes the label"
                                                + " topology.kubernetes.io/region."),
                                PoolKeys.labels(
                                        "Labels of the node, set through the API, so"
                                                + " node-role.kubernetes.io/... is allowed too."),
                                PoolKeys.taints(
                                        "Taints of the node: `key=value:Effect` or `key:Effect`."),
                                optional(
                                        "interface",
                                        text(Formats.INTERFACE),
                                        "Where keepalived works, when it is not the interface that"
                                                + " has the address.",
                                        "eth1"),
                                PoolKeys.ssh(
                                        "This host's own way in.", "its pool's, or the cluster's"),
                                optional(
                                        "hostKeys",
                                        some(text(Formats.FINGERPRINT)),
                                        "Fingerprints of the host's SSH keys: one, or all that"
                                                + " `kprov hostkeys` shows. A key that is none of"
                                                + " them is refused; known_hosts counts only for"
                                                + " what it marks @revoked. Absent: known_hosts"
                                                + " tells.",
                                        "[\"SHA256:9cmJ1RzGCp2gSkZ4nGpCwtZyAx0lVGCJMqL4tgw2gVs\"]"),
                                PoolKeys.kubelet(
                                        "This node's kubelet.",
                                        "Merged into this node's KubeletConfiguration, above its"
                                                + " pool's and the cluster's."),
                                PoolKeys.reserved()),
                        false,
                        false),
                "The machines.",
                "[{name: cp-1, address: 10.0.0.11, roles: [control-plane]}]");
    }
}
