package io.kprov.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * What the preflight checks are called: in messages, and where the inventory accepts a failure. In
 * the order in which they are made.
 */
public enum CheckName {
    LOGIN("login"),
    BASE_SYSTEM("base-system"),
    OS("os"),
    ARCHITECTURE("architecture"),
    CPUS("cpus"),
    MEMORY("memory"),
    DISK("disk"),
    ETCD_DISK("etcd-disk"),
    SWAP("swap"),
    KERNEL("kernel"),
    CGROUPS("cgroups"),
    HOSTNAME("hostname"),
    MACHINE_ID("machine-id"),
    ADDRESS("address"),
    CLOCKS("clocks"),
    ETCD_LATENCY("etcd-latency"),
    PORTS("ports"),
    VIP("vip"),
    ENDPOINT_NAME("endpoint-name"),
    DOWNLOADS("downloads"),
    REGISTRIES("registries");

    private final String inventoryName;

    CheckName(String inventoryName) {
        this.inventoryName = inventoryName;
    }

    /** As written in the inventory. */
    public String inventoryName() {
        return inventoryName;
    }

    public static Optional<CheckName> fromName(String name) {
        return Arrays.stream(values())
                .filter(check -> check.inventoryName.equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return inventoryName;
    }
}
