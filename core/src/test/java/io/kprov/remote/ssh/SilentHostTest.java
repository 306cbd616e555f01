package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts and bastions from which nothing comes any more, though no connection was closed. */
class SilentHostTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final TestSshServer host =
            server().program(
                            "build",
                            (in, out, err) -> {
                                begun.countDown();
                                try {
                                    never.await();
                                } catch (InterruptedException ended) {
                                    Thread.currentThread().interrupt();
                                }
                                return 0;
                            });
    private final TestSshServer bastion = server();
    private SshFixture fixture;

    private static TestSshServer server() {
        return new TestSshServer(SshFixture.HOST_KEY)
                .authorize(SshFixture.OPERATOR_KEY.getPublic());
    }

    @BeforeEach
    void home(@TempDir Path home) {
        fixture = new SshFixture(home);
        fixture.privateKey(".ssh/id_ed25519", SshFixture.OPERATOR_KEY, Optional.empty());
        fixture.timings =
                new SshTimings(
                        Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(150), 3);
    }

    @AfterEach
    void stop() throws IOException {
        never.countDown();
        host.close();
        bastion.close();
    }

    private void knows(int port) {
        fixture.knownHosts("[127.0.0.1]:" + port + " " + SshFixture.line(SshFixture.HOST_KEY));
    }

    /** What is told of a command when the wire goes silent in its midst. */
    private RemoteException silenced(Wire wire, int port) {
        try (var connector = fixture.connector()) {
            var remote = connector.connect(SshFixture.host("w-7", port));
            Thread.startVirtualThread(() -> {
                try {
                    begun.await();
                    wire.silence();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            return catchThrowableOfType(
                    RemoteException.class, () -> remote.run(Command.of("build"), SshFixture.LONG));
        }
    }

    @Test
    void a_host_that_goes_silent_is_named_with_how_long_it_was_silent() throws IOException {
        try (var wire = new Wire(host.port())) {
            knows(wire.port());

            var thrown = silenced(wire, wire.port());

            assertThat(thrown.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(thrown)
                    .hasMessageContaining("`build` on w-7")
                    .hasMessageContaining("no answer to keepalives for 450 ms");
        }
    }

    @Test
    void a_host_behind_a_bastion_that_goes_silent_is_lost_as_well() throws IOException {
        try (var wire = new Wire(bastion.port())) {
            knows(wire.port());
            knows(host.port());
            fixture.jump =
                    List.of(
                            new JumpHost(
                                    Optional.of("gate"), "127.0.0.1", Optional.of(wire.port())));

            assertThat(silenced(wire, host.port()).kind()).isEqualTo(Kind.CONNECTION_LOST);
        }
    }
}
