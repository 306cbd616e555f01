package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.error.KprovException;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshRemoteTest {
    private final TestSshServer server =
            new TestSshServer(SshFixture.HOST_KEY).authorize(SshFixture.OPERATOR_KEY.getPublic());
    private SshConnector connector;
    private Remote remote;

    @BeforeEach
    void connect(@TempDir Path home) {
        var fixture = new SshFixture(home).knows(server, SshFixture.HOST_KEY);
        fixture.privateKey(".ssh/id_ed25519", SshFixture.OPERATOR_KEY, Optional.empty());
        connector = fixture.connector();
        remote = connector.connect(SshFixture.host("w-1", server.port()));
    }

    @AfterEach
    void close() throws IOException {
        connector.close();
        server.close();
    }

    @Test
    void a_command_gives_its_output_and_its_exit_status() {
        server.program(
                "df -h '/my disk'",
                (in, out, err) -> {
                    print(out, "42 % – ok\n");
                    print(err, "careful\n");
                    return 3;
                });
        var result = remote.run(Command.of("df", "-h", "/my disk"), SshFixture.LONG);
        assertThat(result.stdout()).isEqualTo("42 % – ok\n");
        assertThat(result.stderr()).isEqualTo("careful\n");
        assertThat(result.exitStatus()).isEqualTo(3);
        assertThat(server.lines).containsExactly("df -h '/my disk'");
    }

    @Test
    void a_command_reads_its_input_to_the_end_of_file() {
        server.program("cat", (in, out, err) -> copy(in, out));
        var result = remote.run(Command.of("cat").withInput("a\nb"), SshFixture.LONG);
        assertThat(result.stdout()).isEqualTo("a\nb");
        assertThat(remote.run(Command.of("cat"), SshFixture.LONG).stdout()).isEmpty();
    }

    @Test
    void input_larger_than_the_heap_would_like_is_streamed() {
        var size = 200L << 20;
        server.program(
                "wc -c",
                (in, out, err) -> {
                    print(out, String.valueOf(in.transferTo(OutputStream.nullOutputStream())));
                    return 0;
                });
        var result = remote.run(Command.of("wc", "-c"), zeros(size), SshFixture.LONG);
        assertThat(result.stdout()).isEqualTo(String.valueOf(size));
    }

    @Test
    void a_command_that_ends_without_reading_its_input_is_fine() {
        server.program("true", (in, out, err) -> 0);
        var result = remote.run(Command.of("true"), zeros(50L << 20), SshFixture.LONG);
        assertThat(result.ok()).isTrue();
    }

    @Test
    void an_input_that_cannot_be_read_is_told_and_never_ends_as_if_whole() throws Exception {
        var ended = new CountDownLatch(1);
        server.program(
                "cat",
                (in, out, err) -> {
                    in.transferTo(out);
                    ended.countDown();
                    return 0;
                });
        var broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk on fire");
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("disk on fire");
                    }
                };
        var cat = Command.of("cat");
        assertThatThrownBy(() -> remote.run(cat, broken, SshFixture.LONG))
                .isInstanceOf(KprovException.class)
                .hasMessageContaining("disk on fire");
    }

    @Test
    void a_command_that_takes_too_long_is_ended_and_named_with_its_last_lines() {
        server.program(
                "sleep 1000",
                (in, out, err) -> {
                    print(out, "waiting for the moon\n");
                    return sleep();
                });
        var thrown =
                catchThrowableOfType(
                        RemoteException.class,
                        () -> remote.run(Command.of("sleep", "1000"), Duration.ofMillis(300)));
        assertThat(thrown.kind()).isEqualTo(RemoteException.Kind.TIMED_OUT);
        assertThat(thrown).hasMessageContainingAll("w-1", "sleep 1000", "waiting for the moon");
        server.program("true", (in, out, err) -> 0);
        assertThat(remote.run(Command.of("true"), SshFixture.LONG).ok()).isTrue();
    }

    @Test
    void a_lost_connection_is_told_as_such() {
        server.program(
                "reboot",
                (in, out, err) -> {
                    server.cutAllConnections();
                    return sleep();
                });
        var thrown =
                catchThrowableOfType(
                        RemoteException.class,
                        () -> remote.run(Command.of("reboot"), SshFixture.LONG));
        assertThat(thrown.kind()).isEqualTo(RemoteException.Kind.CONNECTION_LOST);
        var again =
                catchThrowableOfType(
                        RemoteException.class,
                        () -> remote.run(Command.of("true"), SshFixture.LONG));
        assertThat(again.kind()).isEqualTo(RemoteException.Kind.CONNECTION_LOST);
    }

    @Test
    void output_without_end_is_cut_off() {
        server.program("yes", (in, out, err) -> copy(zeros(ExecChannel.OUTPUT_LIMIT + 1L), out));
        assertThatThrownBy(() -> remote.run(Command.of("yes"), SshFixture.LONG))
                .isInstanceOf(KprovException.class)
                .hasMessageContaining("more than 64 MiB");
    }

    @Test
    void many_commands_at_once_share_eight_channels() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        server.program(
                "date",
                (in, out, err) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    print(out, "now");
                    running.decrementAndGet();
                    return 0;
                });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results =
                    IntStream.range(0, 40)
                            .mapToObj(i ->
                                    threads.submit(
                                            () -> remote.run(Command.of("date"), SshFixture.LONG)))
                            .toList();
            for (var result : results) {
                assertThat(result.get(30, TimeUnit.SECONDS).stdout()).isEqualTo("now");
            }
        }
        assertThat(most.get()).isBetween(1, 8);
    }

    private static int copy(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
        out.flush();
        return 0;
    }

    private static void print(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Until MINA interrupts the command. */
    private static int sleep() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                var n = (int) Math.min(left, length);
                java.util.Arrays.fill(bytes, offset, offset + n, (byte) 0);
                left -= n;
                return n;
            }
        };
    }
}
