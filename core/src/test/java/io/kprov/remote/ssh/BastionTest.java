package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BastionTest {
    private final TestSshServer outer = server();
    private final TestSshServer inner = server();
    private final TestSshServer host = server().program("true", (in, out, err) -> 0);
    private SshFixture fixture;

    private static TestSshServer server() {
        return new TestSshServer(SshFixture.HOST_KEY)
                .authorize(SshFixture.OPERATOR_KEY.getPublic());
    }

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home);
        fixture.privateKey(".ssh/id_ed25519", SshFixture.OPERATOR_KEY, Optional.empty());
        fixture.knows(outer, SshFixture.HOST_KEY).knows(inner, SshFixture.HOST_KEY);
        fixture.jump = List.of(jump(outer), jump(inner));
    }

    private static JumpHost jump(TestSshServer bastion) {
        return new JumpHost(Optional.of("gate"), "127.0.0.1", Optional.of(bastion.port()));
    }

    @AfterEach
    void stop() throws IOException {
        host.close();
        inner.close();
        outer.close();
    }

    @Test
    void many_hosts_share_one_session_per_bastion() throws Exception {
        fixture.knows(host, SshFixture.HOST_KEY);
        try (var connector = fixture.connector();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs =
                    IntStream.range(0, 5)
                            .mapToObj(i -> threads.submit(() -> login(connector)))
                            .toList();
            for (var run : runs) {
                assertThat(run.get()).isTrue();
            }
        }
        assertThat(outer.sessions).hasValue(1);
        assertThat(inner.sessions).hasValue(1);
        assertThat(host.sessions).hasValue(5);
    }

    @Test
    void the_key_of_a_host_behind_a_bastion_is_checked_by_its_own_name() {
        try (var connector = fixture.connector()) {
            var thrown = refused(connector, host.port());
            assertThat(thrown.kind()).isEqualTo(Kind.HOST_KEY);
            assertThat(thrown).hasMessageContaining("127.0.0.1:" + host.port());
            assertThat(connector.scanner().scan(connector.target(target(host.port()))))
                    .containsExactly(HostKey.of(SshFixture.HOST_KEY.getPublic()));
        }
    }

    @Test
    void what_the_bastion_cannot_reach_is_told_as_that() throws IOException {
        var port = host.port();
        host.close();
        try (var connector = fixture.connector()) {
            var thrown = refused(connector, port);
            assertThat(thrown.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(thrown).hasMessageContaining("the bastion cannot open a connection");
        }
    }

    @Test
    void a_bastion_that_was_lost_is_connected_to_again() {
        fixture.knows(host, SshFixture.HOST_KEY);
        try (var connector = fixture.connector()) {
            assertThat(login(connector)).isTrue();
            outer.cutAllConnections();
            inner.cutAllConnections();
            while (true) {
                try {
                    assertThat(login(connector)).isTrue();
                    return;
                } catch (RemoteException stillNoticing) {
                    assertThat(outer.sessions).hasValueLessThan(100);
                }
            }
        }
    }

    @Test
    void after_the_loss_of_a_bastion_one_login_serves_all() throws Exception {
        fixture.knows(host, SshFixture.HOST_KEY);
        try (var connector = fixture.connector();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(login(connector)).isTrue();
            outer.cutAllConnections();

            var runs =
                    IntStream.range(0, 30)
                            .mapToObj(i -> threads.submit(() -> loginAtLast(connector)))
                            .toList();
            for (var run : runs) {
                assertThat(run.get()).isTrue();
            }
        }
        assertThat(outer.sessions).hasValue(2);
        assertThat(inner.sessions).hasValue(2);
    }

    private boolean loginAtLast(SshConnector connector) {
        while (true) {
            try {
                return login(connector);
            } catch (RemoteException stillNoticing) {
                assertThat(outer.sessions).hasValueLessThan(100);
            }
        }
    }

    @Test
    void a_bastion_that_refuses_is_asked_once_for_all_who_wait() throws Exception {
        var refusals = new AtomicInteger();
        try (var gate = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var connector = connectorThrough(gate);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new CountDownLatch(30);
            var runs =
                    IntStream.range(0, 30)
                            .mapToObj(i ->
                                    threads.submit(() -> {
                                        all.countDown();
                                        return refused(connector, host.port()).kind();
                                    }))
                            .toList();
            all.await();
            Thread.startVirtualThread(() -> refuse(gate, refusals));
            for (var run : runs) {
                assertThat(run.get()).isEqualTo(Kind.TURNED_AWAY);
            }
        }
        // Those who come when it is over try for themselves.
        assertThat(refusals).hasValueLessThan(30);
    }

    private SshConnector connectorThrough(ServerSocket gate) {
        fixture.jump =
                List.of(
                        new JumpHost(
                                Optional.of("gate"),
                                "127.0.0.1",
                                Optional.of(gate.getLocalPort())));
        return fixture.connector();
    }

    /** Closes each connection, as sshd does beyond MaxStartups. */
    private static void refuse(ServerSocket gate, AtomicInteger refusals) {
        try {
            while (true) {
                gate.accept().close();
                refusals.incrementAndGet();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static io.kprov.model.Host target(int port) {
        return SshFixture.host("w-1", port);
    }

    private static RemoteException refused(SshConnector connector, int port) {
        return catchThrowableOfType(RemoteException.class, () -> connector.connect(target(port)));
    }

    private boolean login(SshConnector connector) {
        try (var remote = connector.connect(target(host.port()))) {
            return remote.run(Command.of("true"), SshFixture.LONG).ok();
        }
    }
}
