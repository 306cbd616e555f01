package io.kprov.remote.ssh;

import java.nio.file.Path;
import java.util.List;

/**
 * Where and as whom to log in: the inventory and {@code ~/.ssh/config}, resolved.
 *
 * @param label what the operator calls it: the host's name in the inventory, or the bastion's
 * @param host a name or an address; what known_hosts is asked for
 * @param hostKeys fingerprints that the inventory gives of the host; empty: known_hosts tells
 * @param identityFiles key files in the order to be tried
 * @param identitiesOnly offer no keys of the agent beyond those of {@code identityFiles}
 * @param jumps bastions on the way, the first one nearest to the operator; a bastion's own list is
 *     empty
 */
public record SshTarget(
        String label,
        String host,
        int port,
        String user,
        List<String> hostKeys,
        List<IdentityFile> identityFiles,
        boolean identitiesOnly,
        List<SshTarget> jumps) {

    public SshTarget {
        hostKeys = List.copyOf(hostKeys);
        identityFiles = List.copyOf(identityFiles);
        jumps = List.copyOf(jumps);
    }

    /** The same with these bastions on the way. */
    public SshTarget behind(List<SshTarget> bastions) {
        return new SshTarget(
                label, host, port, user, hostKeys, identityFiles, identitiesOnly, bastions);
    }

    /** {@code user@host:port}, for messages. */
    String address() {
        return user + "@" + hostAndPort();
    }

    String hostAndPort() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** The label, and the address where that is something else. */
    String shown() {
        return label.equals(host) ? address() : label + " (" + address() + ")";
    }

    /** A private key's file and who named it, which decides how much its absence matters. */
    public record IdentityFile(Path path, Origin origin) {}

    /** Who named a key file. */
    public enum Origin {
        /** It must exist. */
        INVENTORY,
        /** It may be missing, as for ssh. */
        SSH_CONFIG,
        /** It may be missing, and its passphrase is asked only when nothing else let us in. */
        DEFAULT
    }
}
