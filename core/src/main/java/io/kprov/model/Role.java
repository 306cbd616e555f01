package io.kprov.model;

import java.util.Arrays;
import java.util.Optional;

/** What a host is for. A host may have several roles. */
public enum Role {
    CONTROL_PLANE("control-plane"),
    WORKER("worker"),
    ETCD("etcd"),
    LOAD_BALANCER("load-balancer");

    private final String inventoryName;

    Role(String inventoryName) {
        this.inventoryName = inventoryName;
    }

    /** As written in the inventory. */
    public String inventoryName() {
        return inventoryName;
    }

    public static Optional<Role> fromName(String name) {
        return Arrays.stream(values()).filter(role -> role.inventoryName.equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return inventoryName;
    }
}
