package io.kprov.remote.ssh;

import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.model.SshSettings;
import io.kprov.model.SshSettings.JumpHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** An operator's home directory and settings, to connect to a {@link TestSshServer} with. */
final class SshFixture {
    static final KeyPair HOST_KEY = keyPair("ssh-ed25519", 256);
    static final KeyPair OPERATOR_KEY = keyPair("ssh-ed25519", 256);

    final Path home;
    final List<Path> asked = new ArrayList<>();
    Optional<String> user = Optional.of("root");
    Optional<Path> identityFile = Optional.empty();
    Optional<Path> agentSocket = Optional.empty();
    Optional<Secret> password = Optional.empty();
    Optional<Secret> sudoPassword = Optional.empty();
    List<JumpHost> jump = List.of();
    List<String> passphrases = List.of();
    SshTimings timings = SshTimings.DEFAULT;

    SshFixture(Path home) {
        this.home = home;
        try {
            Files.createDirectories(home.resolve(".ssh"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyPair keyPair(String type, int size) {
        try {
            return KeyUtils.generateKeyPair(type, size);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    SshConnector connector() {
        return new SshConnector(
                new SshSettings(
                        user,
                        Optional.empty(),
                        identityFile,
                        Optional.empty(),
                        jump,
                        password,
                        sudoPassword),
                new SshEnvironment(
                        home, "operator", agentSocket, this::passphrase, pinned(), List.of()),
                timings);
    }

    private synchronized Optional<Secret> passphrase(Path key, int attempt) {
        asked.add(key);
        return attempt <= passphrases.size()
                ? Optional.of(new Secret(passphrases.get(attempt - 1)))
                : Optional.empty();
    }

    Path pinned() {
        return home.resolve("pinned");
    }

    SshFixture knows(TestSshServer server, KeyPair hostKey) {
        return knownHosts("[127.0.0.1]:" + server.port() + " " + line(hostKey));
    }

    SshFixture knownHosts(String... lines) {
        return file(".ssh/known_hosts", String.join("\n", lines) + "\n");
    }

    static String line(KeyPair hostKey) {
        var key = HostKey.of(hostKey.getPublic());
        return key.type() + " " + key.base64();
    }

    /** Appends to a file in the home directory. */
    SshFixture file(String path, String text) {
        try {
            var file = home.resolve(path);
            Files.writeString(file, Files.exists(file) ? Files.readString(file) + text : text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path privateKey(String path, KeyPair pair, Optional<String> passphrase) {
        var file = home.resolve(path);
        var encryption = new OpenSSHKeyEncryptionContext();
        encryption.setPassword(passphrase.orElse(null));
        encryption.setCipherName("AES");
        encryption.setCipherType("256");
        encryption.setCipherMode("CTR");
        encryption.setKdfRounds(4);
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                    pair, "test", passphrase.isEmpty() ? null : encryption, out);
            return file;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Host host(String name, int port) {
        return host(name, port, List.of());
    }

    static Host host(String name, int port, List<String> hostKeys) {
        return new Host(
                name,
                IpAddress.parse("127.0.0.1").orElseThrow(),
                Set.of(Role.WORKER),
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(port),
                hostKeys,
                Map.of());
    }

    static final Duration LONG = Duration.ofSeconds(30);
}
