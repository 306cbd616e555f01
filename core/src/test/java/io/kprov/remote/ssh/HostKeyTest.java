package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.error.ExitCode;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostKeyTest {
    private static final KeyPair RSA = SshFixture.keyPair("ssh-rsa", 2048);
    private static final KeyPair ECDSA = SshFixture.keyPair("ecdsa-sha2-nistp384", 384);

    private final TestSshServer server =
            new TestSshServer(RSA, ECDSA, SshFixture.HOST_KEY)
                    .authorize(SshFixture.OPERATOR_KEY.getPublic())
                    .program("true", (in, out, err) -> 0);
    private SshFixture fixture;

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home);
        fixture.privateKey(".ssh/id_ed25519", SshFixture.OPERATOR_KEY, Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void an_unknown_host_is_refused_with_its_fingerprint_and_how_to_pin_it() {
        assertThat(refused())
                .hasMessageContainingAll(
                        "w-1",
                        "unknown",
                        HostKey.of(SshFixture.HOST_KEY.getPublic()).fingerprint(),
                        "kprov hostkeys");
    }

    @Test
    void a_changed_key_is_refused_loudly_with_the_known_line() {
        fixture.knows(server, SshFixture.OPERATOR_KEY);
        assertThat(refused())
                .hasMessageContainingAll(
                        "CHANGED",
                        HostKey.of(SshFixture.HOST_KEY.getPublic()).fingerprint(),
                        HostKey.of(SshFixture.OPERATOR_KEY.getPublic()).fingerprint(),
                        fixture.home.resolve(".ssh/known_hosts") + ":1");
    }

    @Test
    void a_host_is_asked_for_the_sort_of_key_that_is_known() {
        fixture.knows(server, RSA);
        login();
    }

    @Test
    void scanned_keys_can_be_pinned_and_then_let_in() {
        try (var connector = fixture.connector()) {
            var target = connector.target(SshFixture.host("w-1", server.port()));
            var keys = connector.scanner().scan(target);
            assertThat(keys)
                    .extracting(HostKey::type)
                    .containsExactly("ssh-ed25519", "ecdsa-sha2-nistp384", "ssh-rsa");
            assertThat(keys).contains(HostKey.of(RSA.getPublic()), HostKey.of(ECDSA.getPublic()));
            connector.knownHosts().pin(target.host(), target.port(), keys);
        }
        login();
    }

    @Test
    void a_fingerprint_in_the_inventory_lets_in_without_known_hosts() {
        login(host(SshFixture.HOST_KEY));
        assertThat(server.sessions).hasValue(1);
    }

    @Test
    void a_fingerprint_counts_whatever_known_hosts_has() {
        fixture.knows(server, SshFixture.OPERATOR_KEY);
        login(host(SshFixture.HOST_KEY));
    }

    @Test
    void a_key_whose_fingerprint_is_not_in_the_inventory_is_refused_even_when_it_is_known() {
        fixture.knows(server, SshFixture.HOST_KEY);
        var thrown = refused(host(SshFixture.OPERATOR_KEY));

        assertThat(thrown.exitCode()).isEqualTo(ExitCode.SSH);
        assertThat(thrown.problems())
                .containsExactly(
                        new Problem(
                                "THE HOST KEY OF w-1 (root@127.0.0.1:%d) IS NOT THAT OF THE INVENTORY"
                                        .formatted(server.port()),
                                """
                                it shows %s
                                     and %s
                                     and %s
                                but its hostKeys in the inventory are %s
                                somebody may be in between, or the machine was installed anew\
                                """
                                        .formatted(
                                                HostKey.of(SshFixture.HOST_KEY.getPublic()),
                                                HostKey.of(ECDSA.getPublic()),
                                                HostKey.of(RSA.getPublic()),
                                                fingerprint(SshFixture.OPERATOR_KEY)),
                                "nothing was sent to the host, no password and no key",
                                "find out which; if the machine is new, write the fingerprint that"
                                        + " its own console shows (ssh-keygen -lf"
                                        + " /etc/ssh/ssh_host_ed25519_key.pub) into hostKeys"));
        assertThat(server.lines).isEmpty();
    }

    static List<KeyPair> keysOfTheHost() {
        return List.of(SshFixture.HOST_KEY, ECDSA, RSA);
    }

    @ParameterizedTest
    @MethodSource("keysOfTheHost")
    void the_fingerprint_of_any_of_the_hosts_keys_will_do(KeyPair key) {
        login(host(SshFixture.OPERATOR_KEY, key));
    }

    @Test
    void a_host_without_the_listed_sort_of_key_is_refused_with_what_it_has() throws IOException {
        try (var other = new TestSshServer(RSA)) {
            assertThat(refused(host(other, SshFixture.HOST_KEY)))
                    .hasMessageContainingAll(
                            HostKey.of(RSA.getPublic()).toString(),
                            fingerprint(SshFixture.HOST_KEY));
        }
    }

    @Test
    void a_login_that_fails_behind_a_listed_key_is_told_as_that() throws IOException {
        try (var strict = new TestSshServer(RSA, SshFixture.HOST_KEY);
                var connector = fixture.connector()) {
            var host = host(strict, RSA);
            assertThat(catchThrowableOfType(RemoteException.class, () -> connector.connect(host)))
                    .extracting(RemoteException::kind)
                    .isEqualTo(Kind.AUTHENTICATION);
        }
    }

    @Test
    void a_revoked_key_is_refused_though_the_inventory_has_its_fingerprint() {
        fixture.knownHosts("@revoked * " + SshFixture.line(SshFixture.HOST_KEY));
        assertThat(refused(host(SshFixture.HOST_KEY))).hasMessageContaining("REVOKED");
    }

    private Host host(KeyPair... listed) {
        return host(server, listed);
    }

    private static Host host(TestSshServer server, KeyPair... listed) {
        var fingerprints = Stream.of(listed).map(HostKeyTest::fingerprint).toList();
        return SshFixture.host("w-1", server.port(), fingerprints);
    }

    private static String fingerprint(KeyPair key) {
        return HostKey.of(key.getPublic()).fingerprint();
    }

    private void login() {
        login(host());
    }

    private void login(Host host) {
        try (var connector = fixture.connector();
                var remote = connector.connect(host)) {
            assertThat(remote.run(Command.of("true"), SshFixture.LONG).ok()).isTrue();
        }
    }

    private RemoteException refused() {
        return refused(host());
    }

    private RemoteException refused(Host host) {
        try (var connector = fixture.connector()) {
            var thrown = catchThrowableOfType(RemoteException.class, () -> connector.connect(host));
            assertThat(thrown.kind()).isEqualTo(Kind.HOST_KEY);
            return thrown;
        }
    }
}
