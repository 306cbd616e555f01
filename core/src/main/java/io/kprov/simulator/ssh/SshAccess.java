package io.kprov.simulator.ssh;

import io.kprov.model.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/** The keys of a simulated site: the operator's, and one for each machine. */
public final class SshAccess {
    private final KeyPair operator = keyPair();
    private final Map<String, KeyPair> hosts = new ConcurrentHashMap<>();

    private SshAccess() {}

    /**
     * Makes new keys.
     *
     * @param identity where the operator's private key is written in OpenSSH's format, mode 0600;
     *     there must be no file yet
     */
    public static SshAccess create(Path identity) {
        var access = new SshAccess();
        access.writeIdentity(identity);
        return access;
    }

    private static KeyPair keyPair() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    KeyPair operator() {
        return operator;
    }

    /** A machine's own key, made when first asked for. */
    KeyPair hostKey(String host) {
        return hosts.computeIfAbsent(host, name -> keyPair());
    }

    private void writeIdentity(Path file) {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var out = Files.newOutputStream(file)) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                        operator, "kprov simulator", null, out);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes the machines' public keys as known_hosts lines, for the ports of these servers. */
    public void writeKnownHosts(Path file, List<Host> machines, SimulatedSshServers servers) {
        var lines =
                machines.stream()
                        .map(host ->
                                "["
                                        + servers.address()
                                        + "]:"
                                        + servers.port(host)
                                        + " "
                                        + PublicKeyEntry.toString(hostKey(host.name()).getPublic()))
                        .toList();
        try {
            Files.write(file, lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
