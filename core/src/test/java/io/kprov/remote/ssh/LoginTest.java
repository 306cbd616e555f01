package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.model.Secret;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest {
    private static final KeyPair OTHER_KEY = SshFixture.keyPair("ssh-ed25519", 256);
    private static final String DEFAULT_KEY = ".ssh/id_ed25519";

    private final TestSshServer server =
            new TestSshServer(SshFixture.HOST_KEY)
                    .authorize(SshFixture.OPERATOR_KEY.getPublic())
                    .program("true", (in, out, err) -> 0);
    private SshFixture fixture;

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home).knows(server, SshFixture.HOST_KEY);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"ssh-ed25519, 256", "ecdsa-sha2-nistp256, 256", "ssh-rsa, 2048"})
    void a_default_key_of_any_sort_lets_in(String type, int size) {
        var pair = SshFixture.keyPair(type, size);
        server.authorize(pair.getPublic());
        fixture.privateKey(".ssh/id_rsa", pair, Optional.empty());
        assertThat(login()).isTrue();
    }

    @Test
    void an_encrypted_key_is_asked_for_once_for_many_hosts() throws Exception {
        key("key", SshFixture.OPERATOR_KEY, "geheim");
        fixture.passphrases = List.of("geheim");
        try (var connector = fixture.connector();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins =
                    IntStream.range(0, 5)
                            .mapToObj(i -> threads.submit(() -> login(connector)))
                            .toList();
            for (var login : logins) {
                assertThat(login.get()).isTrue();
            }
        }
        assertThat(fixture.asked).hasSize(1);
    }

    @Test
    void a_wrong_passphrase_is_asked_for_again_three_times_in_all() {
        key("key", SshFixture.OPERATOR_KEY, "geheim");
        fixture.passphrases = List.of("falsch", "geheim");
        assertThat(login()).isTrue();
        fixture.passphrases = List.of("a", "b", "c", "geheim");
        var thrown = refused();
        assertThat(thrown).hasMessageContainingAll("key", "the passphrase is wrong", "ssh-add");
        assertThat(thrown).hasMessageNotContaining("geheim");
    }

    @Test
    void with_nobody_to_ask_an_encrypted_key_points_to_the_agent() {
        key("key", SshFixture.OPERATOR_KEY, "geheim");
        assertThat(refused()).hasMessageContainingAll("nobody to ask", "ssh-add");
    }

    @Test
    void an_encrypted_default_key_is_only_asked_for_when_nothing_else_lets_in() {
        fixture.privateKey(DEFAULT_KEY, OTHER_KEY, Optional.of("geheim"));
        fixture.privateKey(".ssh/id_rsa", SshFixture.OPERATOR_KEY, Optional.empty());
        assertThat(login()).isTrue();
        assertThat(fixture.asked).isEmpty();
        fixture.privateKey(".ssh/id_rsa", OTHER_KEY, Optional.empty());
        fixture.privateKey(DEFAULT_KEY, SshFixture.OPERATOR_KEY, Optional.of("geheim"));
        fixture.passphrases = List.of("geheim");
        assertThat(login()).isTrue();
        assertThat(fixture.asked).hasSize(1);
    }

    @Test
    void a_password_comes_after_the_keys() {
        fixture.privateKey(DEFAULT_KEY, OTHER_KEY, Optional.empty());
        fixture.password = Optional.of(new Secret("swordfish"));
        server.password("root", "swordfish");
        assertThat(login()).isTrue();
    }

    @Test
    void a_refusal_names_host_user_keys_and_methods_but_no_secret() {
        var key = fixture.privateKey(DEFAULT_KEY, OTHER_KEY, Optional.empty());
        fixture.password = Optional.of(new Secret("swordfish"));
        var thrown = refused();
        assertThat(thrown)
                .hasMessageContainingAll(
                        "w-1",
                        "root@127.0.0.1:" + server.port(),
                        key.toString(),
                        HostKey.of(OTHER_KEY.getPublic()).fingerprint(),
                        "the password",
                        "the host accepts",
                        "no agent")
                .hasMessageNotContaining("swordfish");
    }

    @Test
    void an_identity_file_of_the_inventory_must_exist() {
        fixture.identityFile = Optional.of(Path.of("~/nowhere"));
        assertThat(refused()).hasMessageContainingAll("nowhere", "no such file");
    }

    @Test
    void an_agent_that_does_not_answer_is_told_when_nothing_else_lets_in() {
        fixture.agentSocket = Optional.of(fixture.home.resolve("agent"));
        assertThat(refused()).hasMessageContaining("does not answer");
        fixture.privateKey(DEFAULT_KEY, SshFixture.OPERATOR_KEY, Optional.empty());
        assertThat(login()).isTrue();
    }

    @Test
    void a_port_where_nothing_listens_is_told_from_one_where_no_ssh_answers() throws IOException {
        var port = server.port();
        server.close();
        assertThat(unreachable(port)).hasMessageContainingAll("w-1", "connection refused");
        fixture.timings =
                new SshTimings(
                        SshTimings.DEFAULT.connect(),
                        Duration.ofMillis(300),
                        SshTimings.DEFAULT.keepAlive(),
                        3);
        try (var silent = new ServerSocket(0)) {
            assertThat(unreachable(silent.getLocalPort()))
                    .hasMessageContaining("no SSH server answers");
        }
    }

    private RemoteException unreachable(int port) {
        try (var connector = fixture.connector()) {
            var thrown =
                    catchThrowableOfType(
                            RemoteException.class,
                            () -> connector.connect(SshFixture.host("w-1", port)));
            assertThat(thrown.kind()).isEqualTo(Kind.UNREACHABLE);
            return thrown;
        }
    }

    private void key(String name, KeyPair pair, String passphrase) {
        fixture.privateKey(name, pair, Optional.of(passphrase));
        fixture.identityFile = Optional.of(Path.of("~/" + name));
    }

    private boolean login() {
        try (var connector = fixture.connector()) {
            return login(connector);
        }
    }

    private boolean login(SshConnector connector) {
        try (var remote = connector.connect(SshFixture.host("w-1", server.port()))) {
            return remote.run(Command.of("true"), SshFixture.LONG).ok();
        }
    }

    private RemoteException refused() {
        var thrown = catchThrowableOfType(RemoteException.class, this::login);
        assertThat(thrown.kind()).isEqualTo(Kind.AUTHENTICATION);
        return thrown;
    }
}
