package io.kprov.remote.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What SSH takes from the operator's surroundings.
 *
 * @param home holds {@code .ssh/config}, {@code .ssh/known_hosts} and the default keys
 * @param userName the login name where neither inventory nor {@code ~/.ssh/config} has one
 * @param agentSocket the value of {@code SSH_AUTH_SOCK}
 * @param prompt asked once for each encrypted key file that is needed
 * @param pinnedKnownHosts kprov's own known_hosts, written by {@code kprov hostkeys}
 * @param moreKnownHosts further files in known_hosts format, read only
 */
public record SshEnvironment(
        Path home,
        String userName,
        Optional<Path> agentSocket,
        PassphrasePrompt prompt,
        Path pinnedKnownHosts,
        List<Path> moreKnownHosts) {

    public SshEnvironment {
        moreKnownHosts = List.copyOf(moreKnownHosts);
    }

    /** A path as ssh reads it: {@code ~/} is the home directory. */
    Path expand(String path) {
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }
}
