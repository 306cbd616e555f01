package io.kprov.inventory;

import static io.kprov.inventory.Key.optional;
import static io.kprov.inventory.Key.part;
import static io.kprov.inventory.KeyType.block;
import static io.kprov.inventory.KeyType.list;
import static io.kprov.inventory.KeyType.text;

/** The rows of the key table below {@code pools}, which a host may have as well. */
final class PoolKeys {
    static final String AUTO = "auto";
    static final String NONE = "none";

    private PoolKeys() {}

    static Key pools() {
        return optional(
                "pools",
                new KeyType.Named(
                        Formats.LABEL,
                        block(
                                zone("The failure zone of its hosts."),
                                region("The region of its hosts."),
                                labels(
                                        "Labels of its nodes; a host's own label of the same key wins."),
                                taints(
                                        "Taints of its nodes: `key=value:Effect` or `key:Effect`; a"
                                                + " host's own taint of the same key and effect"
                                                + " wins."),
                                ssh("The way in to its hosts.", "the cluster's"),
                                kubelet(
                                        "The kubelets of its nodes.",
                                        "Merged into their KubeletConfiguration, above the"
                                                + " cluster's and below a host's own."),
                                reserved())),
                "Groups of hosts that are alike: what a pool says holds for each host with"
                        + " `pool: NAME`, and what such a host says itself wins.",
                "{gpu: {labels: {accelerator: a100}, taints: [\"gpu=true:NoSchedule\"]}}");
    }

    static Key zone(String description) {
        return optional("zone", text(KubernetesFormats.ZONE), description, "a");
    }

    static Key region(String description) {
        return optional("region", text(KubernetesFormats.REGION), description, "eu-1");
    }

    static Key labels(String description) {
        return optional(
                "labels",
                new KeyType.Named(KubernetesFormats.LABEL_KEY, text(KubernetesFormats.LABEL_VALUE)),
                description,
                "{disk: ssd}");
    }

    static Key taints(String description) {
        return optional(
                "taints",
                list(text(KubernetesFormats.TAINT)),
                description,
                "[\"gpu=true:NoSchedule\"]");
    }

    /** Login and port, and what holds where they are absent. */
    static Key ssh(String description, String otherwise) {
        return part(
                "ssh",
                description,
                optional(
                        "user", text(Formats.USER), "The login; absent: " + otherwise + ".", "ops"),
                optional(
                        "port",
                        InventoryKeys.port(),
                        "The port of sshd; absent: " + otherwise + ".",
                        "2222"));
    }

    static Key kubelet(String description, String config) {
        return part(
                "kubelet",
                description,
                optional("config", new KeyType.Free(), config, "{maxPods: 250}"));
    }

    static Key reserved() {
        return optional(
                "reserved",
                new KeyType.Either(
                        amount(),
                        block(
                                share(
                                        "kube",
                                        "the kubelet and the container runtime: kubeReserved",
                                        "`auto` follows the machine's CPUs and memory"),
                                share(
                                        "system",
                                        "everything else on the machine: systemReserved",
                                        "`auto` is 100m of CPU and 200Mi of memory"))),
                "What nodes keep from their pods: `auto` is as much as suits each machine's size"
                        + " ([pools.md](pools.md)).",
                AUTO);
    }

    private static Key share(String name, String what, String auto) {
        return optional(
                name,
                new KeyType.Either(
                        amount(),
                        block(
                                optional("cpu", text(KubernetesFormats.CPU), "CPU for it.", "100m"),
                                optional(
                                        "memory",
                                        text(KubernetesFormats.MEMORY),
                                        "Memory for it.",
                                        "500Mi"))),
                "For " + what + ". Absent: a host has its pool's; " + auto + ".",
                "{cpu: 100m, memory: 500Mi}");
    }

    private static KeyType.Text amount() {
        return new KeyType.Text(KubernetesFormats.RESERVED, false);
    }
}
