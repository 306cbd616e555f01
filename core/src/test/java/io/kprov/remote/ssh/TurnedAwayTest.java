package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.engine.Knocking;
import io.kprov.engine.Waiter;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An sshd that is there, and lets nobody in for the moment. */
class TurnedAwayTest {
    private static final String FULL = "Exceeded MaxStartups";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Knocking knocking = new Knocking(new Waiter(now::get, this::pass));
    private final TestSshServer server =
            new TestSshServer(SshFixture.HOST_KEY).authorize(SshFixture.OPERATOR_KEY.getPublic());
    private final Wire wire = new Wire(server.port());
    private SshFixture fixture;

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home);
        fixture.privateKey(".ssh/id_ed25519", SshFixture.OPERATOR_KEY, Optional.empty());
        fixture.knownHosts(
                "[127.0.0.1]:" + wire.port() + " " + SshFixture.line(SshFixture.HOST_KEY));
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {FULL, "Not allowed at this time", ""})
    void a_door_that_is_shut_at_once_is_told_from_one_where_nobody_answers(String said) {
        wire.turnAway(1, said);
        try (var connector = fixture.connector()) {
            var refused = connectFailure(connector::connect);
            assertThat(refused.kind()).isEqualTo(Kind.TURNED_AWAY);
            assertThat(refused).hasMessageContainingAll("w-1", "MaxStartups", "PerSourcePenalties");
        }
    }

    @Test
    void who_knocks_again_is_let_in_when_the_crowd_is_gone() {
        wire.turnAway(3, FULL);
        try (var connector = knocking.through(fixture.connector());
                var remote = connector.connect(SshFixture.host("w-1", wire.port()))) {
            assertThat(remote.host().name()).isEqualTo("w-1");
        }
    }

    @Test
    void nobody_knocks_for_ever() {
        wire.turnAway(Integer.MAX_VALUE, FULL);
        try (var connector = knocking.through(fixture.connector())) {
            assertThat(connectFailure(connector::connect).kind()).isEqualTo(Kind.TURNED_AWAY);
        }
        assertThat(now.get()).isBetween(Instant.ofEpochSecond(20), Instant.ofEpochSecond(60));
    }

    @Test
    void what_does_not_pass_is_told_at_once() throws IOException {
        // Not the wire's port: a socket that is being accepted from closes a moment later.
        int nobodys;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodys = socket.getLocalPort();
        }
        try (var connector = knocking.through(fixture.connector())) {
            assertThat(connectFailure(connector::connect, nobodys).kind())
                    .isEqualTo(Kind.UNREACHABLE);
        }
        assertThat(now.get()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void a_host_is_asked_again_for_its_keys_too() {
        wire.turnAway(2, FULL);
        try (var connector = fixture.connector()) {
            var target = connector.target(SshFixture.host("w-1", wire.port()));
            assertThat(knocking.until(() -> connector.scanner().scan(target)))
                    .containsExactly(HostKey.of(SshFixture.HOST_KEY.getPublic()));
        }
    }

    private RemoteException connectFailure(Consumer<Host> way) {
        return connectFailure(way, wire.port());
    }

    private static RemoteException connectFailure(Consumer<Host> way, int port) {
        return catchThrowableOfType(
                RemoteException.class, () -> way.accept(SshFixture.host("w-1", port)));
    }
}
