package io.kprov.state;

import java.time.Instant;

/**
 * Who works on a cluster.
 *
 * @param host name of the operator's machine
 * @param since whole seconds are enough
 * @param operation the command as typed, without secrets, e.g. {@code kprov apply}
 */
public record Holder(long pid, String user, String host, Instant since, String operation) {

    @Override
    public String toString() {
        return "%s of %s on %s (process %d), since %s".formatted(operation, user, host, pid, since);
    }
}
