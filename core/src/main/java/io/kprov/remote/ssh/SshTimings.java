package io.kprov.remote.ssh;

import io.kprov.model.SshSettings;
import io.kprov.model.SshSettings.KeepAlive;
import java.time.Duration;

/**
 * How long SSH waits.
 *
 * @param connect for the TCP connection
 * @param login for key exchange and login together, once connected: a busy sshd, or an operator's
 *     busy machine, takes its time. Half of what sshd gives a login (LoginGraceTime of
 *     sshd_config(5), 120 s)
 * @param keepAlive between two keepalive questions
 * @param keepAliveMisses so many of them without an answer, and a connection counts as lost; 2 or
 *     more
 */
public record SshTimings(
        Duration connect, Duration login, Duration keepAlive, int keepAliveMisses) {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LOGIN = Duration.ofSeconds(60);

    public static final SshTimings DEFAULT = of(KeepAlive.DEFAULT);

    /** With the keepalive that the inventory wants. */
    public static SshTimings of(SshSettings settings) {
        return of(settings.keepAlive());
    }

    private static SshTimings of(KeepAlive keepAlive) {
        return new SshTimings(CONNECT, LOGIN, keepAlive.interval(), keepAlive.misses());
    }

    /** How long after its last answer a host counts as lost. */
    Duration longestSilence() {
        return keepAlive.multipliedBy(keepAliveMisses);
    }
}
