package io.kprov.state;

import java.time.Instant;

/**
 * Who works on a cluster.
 *
 * @param host name of the operator's machine
 * @param since whole seconds are enough
 * @param operation what kprov does, e.g. {@code apply}
 */
public record Holder(long pid, String user, String host, Instant since, String operation) {

    @Override
    public String toString() {
        return "kprov %s of %s on %s (process %d), since %s"
                .formatted(operation, user, host, pid, since);
    }
}
