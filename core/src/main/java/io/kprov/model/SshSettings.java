package io.kprov.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the hosts.
 *
 * @param user empty means: what {@code ~/.ssh/config} says, else the operator's own user name
 * @param port empty means: what {@code ~/.ssh/config} says, else 22
 * @param jump bastions in order, the first one nearest to the operator
 */
public record SshSettings(
        Optional<String> user,
        Optional<Integer> port,
        Optional<Path> identityFile,
        Optional<Path> knownHosts,
        List<JumpHost> jump,
        Optional<Secret> password,
        Optional<Secret> sudoPassword) {

    public SshSettings {
        jump = List.copyOf(jump);
    }

    /** One bastion, {@code user@host:port} in the inventory. */
    public record JumpHost(Optional<String> user, String host, Optional<Integer> port) {}
}
