package io.kprov.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the hosts.
 *
 * @param user empty means: what {@code ~/.ssh/config} says, else the operator's own user name
 * @param port empty means: what {@code ~/.ssh/config} says, else 22
 * @param jump bastions in order, the first one nearest to the operator
 * @param keepAlive when a silent connection counts as lost
 */
public record SshSettings(
        Optional<String> user,
        Optional<Integer> port,
        Optional<Path> identityFile,
        Optional<Path> knownHosts,
        List<JumpHost> jump,
        Optional<Secret> password,
        Optional<Secret> sudoPassword,
        KeepAlive keepAlive) {

    public SshSettings {
        jump = List.copyOf(jump);
    }

    /** With the usual keepalive. */
    public SshSettings(
            Optional<String> user,
            Optional<Integer> port,
            Optional<Path> identityFile,
            Optional<Path> knownHosts,
            List<JumpHost> jump,
            Optional<Secret> password,
            Optional<Secret> sudoPassword) {
        this(user, port, identityFile, knownHosts, jump, password, sudoPassword, KeepAlive.DEFAULT);
    }

    /** A host that answers none of {@code misses} questions, {@code interval} apart, is lost. */
    public record KeepAlive(Duration interval, int misses) {
        public static final KeepAlive DEFAULT = new KeepAlive(Duration.ofSeconds(15), 3);
    }

    /** One bastion, {@code user@host:port} in the inventory. */
    public record JumpHost(Optional<String> user, String host, Optional<Integer> port) {}
}
