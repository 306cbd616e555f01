package io.kprov.remote.ssh;

import java.time.Duration;

/**
 * How long SSH waits.
 *
 * @param connect for the TCP connection, and again for key exchange and login together
 * @param keepAlive between two keepalive questions on a quiet connection
 * @param keepAliveMisses unanswered keepalives after which a connection counts as lost
 */
public record SshTimings(Duration connect, Duration keepAlive, int keepAliveMisses) {
    public static final SshTimings DEFAULT =
            new SshTimings(Duration.ofSeconds(10), Duration.ofSeconds(15), 3);
}
