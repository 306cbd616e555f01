package io.kprov.lockfile;

import io.kprov.model.Host;
import io.kprov.model.Role;
import java.util.Arrays;
import java.util.Optional;

/** Which hosts pull an image before it is needed. */
public enum Audience {
    CONTROL_PLANES("control-planes"),
    NODES("nodes");

    private final String lockName;

    Audience(String lockName) {
        this.lockName = lockName;
    }

    /** As written in {@code kprov.lock}. */
    public String lockName() {
        return lockName;
    }

    public static Optional<Audience> fromName(String name) {
        return Arrays.stream(values())
                .filter(audience -> audience.lockName.equals(name))
                .findFirst();
    }

    public boolean includes(Host host) {
        return switch (this) {
            case CONTROL_PLANES -> host.has(Role.CONTROL_PLANE);
            case NODES -> host.isNode();
        };
    }
}
