package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The command against one host with two keys, on an address that an inventory may have. */
class HostKeysCommandTest {
    @TempDir private Path folder;

    private final SshServer host = SshServer.setUpDefaultServer();

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        var address = address();
        assumeThat(address).as("this machine has an address beside loopback").isPresent();
        host.setHost(address.orElseThrow());
        host.setKeyPairProvider(
                KeyPairProvider.wrap(
                        KeyUtils.generateKeyPair("ssh-ed25519", 256),
                        KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256)));
        host.start();
        inventory("");
    }

    @AfterEach
    void stop() throws IOException {
        host.stop(true);
    }

    private static Optional<String> address() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .map(address -> address.getHostAddress())
                .findFirst();
    }

    private void inventory(String hostKeys) throws IOException {
        Files.writeString(
                folder.resolve("inventory.yaml"),
                """
                apiVersion: kprov.io/v1
                kind: Cluster
                metadata: {name: lab}
                kubernetes: {version: 1.36.3, podCidr: 203.0.112.0/23, serviceCidr: 198.51.100.0/24}
                controlPlane: {endpoint: "%s:6443"}
                hosts:
                  - {name: cp-1, address: %s, roles: [control-plane], ssh: {port: %d}%s}
                """
                        .formatted(host.getHost(), host.getHost(), host.getPort(), hostKeys));
    }

    @Test
    void new_keys_are_shown_and_pinned_on_the_word_only() {
        var shown = Ran.in(folder, "hostkeys", "-o", "json");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(states(shown)).containsExactly("new", "new");
        assertThat(shown.err()).contains("kprov hostkeys --yes");
        assertThat(folder.resolve(".kprov/lab/known_hosts")).doesNotExist();

        var pinned = Ran.in(folder, "hostkeys", "-o", "json", "--yes");
        assertThat(pinned.code()).isZero();
        assertThat(states(pinned)).containsExactly("pinned", "pinned");
        assertThat(folder.resolve(".kprov/lab/known_hosts")).content().hasLineCount(2);

        var known = Ran.in(folder, "hostkeys", "-o", "json", "--yes");
        assertThat(known.code()).isZero();
        assertThat(states(known)).containsExactly("known", "known");
    }

    @Test
    void what_is_shown_can_be_written_into_the_inventory() throws IOException {
        var fingerprint =
                Ran.in(folder, "hostkeys", "-o", "json")
                        .json()
                        .path(0)
                        .path("fingerprint")
                        .stringValue();
        inventory(", hostKeys: [\"" + fingerprint + "\"]");

        var ran = Ran.in(folder, "hostkeys", "-o", "json", "--yes");
        assertThat(ran.code()).isZero();
        assertThat(states(ran)).containsExactly("known", "unlisted");
        assertThat(folder.resolve(".kprov/lab/known_hosts")).doesNotExist();
    }

    @Test
    void a_host_without_a_key_of_the_inventory_is_never_pinned() throws IOException {
        inventory(", hostKeys: [\"SHA256:9cmJ1RzGCp2gSkZ4nGpCwtZyAx0lVGCJMqL4tgw2gVs\"]");

        var ran = Ran.in(folder, "hostkeys", "-o", "json", "--yes");
        assertThat(ran.code()).isEqualTo(4);
        assertThat(states(ran)).containsExactly("CHANGED", "CHANGED");
        assertThat(ran.err()).contains("hostKeys");
        assertThat(folder.resolve(".kprov/lab/known_hosts")).doesNotExist();
    }

    @Test
    void as_text_it_is_a_line_for_each_key() {
        assertThat(Ran.in(folder, "hostkeys").out().lines())
                .satisfiesExactly(
                        first -> assertThat(first).matches("cp-1 +new +ssh-ed25519 SHA256:.{43}"),
                        second ->
                                assertThat(second)
                                        .matches("cp-1 +new +ecdsa-sha2-nistp256 SHA256:.{43}"));
    }

    @Test
    void bastions_come_first_and_who_cannot_be_reached_keeps_nobody_from_being_pinned()
            throws Exception {
        try (var bastion = bastion()) {
            behind(bastion);

            var first = Ran.in(folder, "hostkeys", "-o", "json");
            assertThat(first.code()).isEqualTo(1);
            assertThat(names(first)).containsExactly("127.0.0.1");

            var pinned = Ran.in(folder, "hostkeys", "-o", "json", "--yes");
            assertThat(pinned.code()).isEqualTo(4);
            assertThat(names(pinned)).containsExactly("127.0.0.1", "cp-1", "cp-1");
            assertThat(states(pinned)).containsOnly("pinned");
            assertThat(pinned.err()).contains("pinned in", "No SSH connection to w-1");
            assertThat(folder.resolve(".kprov/lab/known_hosts")).content().hasLineCount(3);
        }
    }

    /** Lets everybody in, and reaches the host alone. */
    private SshServer bastion() throws IOException, GeneralSecurityException {
        var bastion = SshServer.setUpDefaultServer();
        bastion.setHost("127.0.0.1");
        bastion.setKeyPairProvider(
                KeyPairProvider.wrap(KeyUtils.generateKeyPair("ssh-ed25519", 256)));
        bastion.setPasswordAuthenticator((user, password, session) -> true);
        bastion.setForwardingFilter(
                new StaticDecisionForwardingFilter(true) {
                    @Override
                    protected boolean checkAcceptance(
                            String request, Session session, SshdSocketAddress target) {
                        return target.getHostName().equals(host.getHost());
                    }
                });
        bastion.start();
        return bastion;
    }

    private void behind(SshServer bastion) throws IOException {
        var inventory = folder.resolve("inventory.yaml");
        Files.writeString(
                inventory,
                Files.readString(inventory)
                                .replace(
                                        "kubernetes:",
                                        "ssh: {jump: [\"127.0.0.1:%d\"], password: \"x\"}%nkubernetes:"
                                                .formatted(bastion.getPort()))
                        + "  - {name: w-1, address: 192.0.2.9, roles: [worker]}\n");
    }

    private static List<String> names(Ran ran) {
        return ran.json()
                .valueStream()
                .map(key -> key.path("host"))
                .map(JsonNode::stringValue)
                .toList();
    }

    private static List<String> states(Ran ran) {
        return ran.json()
                .valueStream()
                .map(key -> key.path("state"))
                .map(JsonNode::stringValue)
                .toList();
    }
}
