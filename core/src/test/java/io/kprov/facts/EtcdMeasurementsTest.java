package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kprov.model.IpAddress;
import io.kprov.remote.LocalRemote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measuring for etcd, asked of this very machine and of what hosts have printed. */
class EtcdMeasurementsTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();
    private static final Duration MANY = Duration.ofSeconds(30);

    private static final String METRICS =
            """
            etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 9500
            etcd_disk_wal_fsync_duration_seconds_bucket{le="0.002"} 9800
            etcd_disk_wal_fsync_duration_seconds_bucket{le="0.004"} 10000
            etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 10000
            etcd_disk_wal_fsync_duration_seconds_sum 6.5
            etcd_disk_wal_fsync_duration_seconds_count 10000
            etcd_network_peer_round_trip_time_seconds_bucket{To="2b1",le="0.0001"} 0
            etcd_network_peer_round_trip_time_seconds_sum{To="2b1"} 0.125
            etcd_network_peer_round_trip_time_seconds_count{To="2b1"} 250
            """;

    @TempDir private Path directory;

    private String data() {
        return directory.resolve("var/etcd/member").toString();
    }

    private static HostFacts ask(Fact<?>... facts) {
        var script = new FactScript(List.of(facts));
        var result = LocalRemote.run(script.command());
        assertThat(result.stderr()).isEmpty();
        return script.parse(result.stdout());
    }

    private static <A> A parse(Fact<A> fact, String output) {
        String head = "@@kprov " + fact.source().name() + "\n";
        return new FactScript(List.of(fact)).parse(head + output + "\n@@kprov end\n").get(fact);
    }

    @Test
    void a_disk_is_tried_in_the_nearest_folder_and_nothing_stays_there() throws IOException {
        var fact = new DiskSyncFact(data());

        var times = ask(fact, new ClockFact()).get(fact);

        assertThat(times)
                .hasValueSatisfying(found -> {
                    isSane(found.p99());
                    assertThat(found.count()).isBetween(1L, 200L);
                });
        assertThat(left()).isEmpty();
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.toList();
        }
    }

    @Test
    void the_file_goes_when_the_script_is_ended() throws Exception {
        var command = new FactScript(List.of(new DiskSyncFact(data()))).command();
        var process = new ProcessBuilder(command.words()).start();
        try (var input = process.getOutputStream()) {
            input.write(command.input().bytes());
        }
        while (process.isAlive() && left().isEmpty()) {
            Thread.onSpinWait();
        }

        process.descendants().forEach(ProcessHandle::destroy);
        process.waitFor();

        assertThat(left()).isEmpty();
    }

    @Test
    void where_a_member_is_the_disk_is_left_alone() throws IOException {
        Files.createDirectories(Path.of(data()));
        var disk = new DiskSyncFact(data());
        var way = new RoundTripFact(data(), LOOPBACK, 1);

        var facts = ask(disk, way);

        assertThat(facts.get(disk)).isEmpty();
        assertThat(facts.get(way)).isEmpty();
    }

    @Test
    void the_99th_of_a_hundred_writes_counts_and_of_fewer_the_longest() {
        var fact = new DiskSyncFact("/var/lib/etcd/member");
        String fast = "/var/lib/etcd/member 9.1e-05 s, 25.3 MB/s\n";
        String slow = "/var/lib/etcd/member 0.0123 s, 187 kB/s\n";

        assertThat(parse(fact, fast.repeat(198) + slow.repeat(2)))
                .contains(new SyncTimes(Duration.ofNanos(91_000), 200));
        assertThat(parse(fact, slow + fast.repeat(50)))
                .contains(new SyncTimes(Duration.ofNanos(12_300_000), 51));
        assertThat(parse(fact, "/var/lib/etcd/member dd: invalid conversion\n")).isEmpty();
    }

    @Test
    void a_refusal_is_an_answer_and_so_is_a_connection() throws IOException {
        var server = server("any");
        try {
            var heard = new RoundTripFact(data(), LOOPBACK, server.getAddress().getPort());
            var refused = new RoundTripFact(data(), LOOPBACK, 1);

            var facts = ask(heard, refused);

            assertThat(facts.get(heard)).hasValueSatisfying(EtcdMeasurementsTest::isSane);
            assertThat(facts.get(refused)).hasValueSatisfying(EtcdMeasurementsTest::isSane);
        } finally {
            server.stop(0);
        }
    }

    private static void isSane(Duration time) {
        assertThat(time).isPositive().isLessThan(MANY);
    }

    private static HttpServer server(String text) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = text.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    @Test
    void a_way_is_as_long_as_the_median_of_its_answers() {
        var fact = new RoundTripFact("/x", IpAddress.parse("10.0.0.12").orElseThrow(), 2380);
        String url = "http://10.0.0.12:2380/ ";
        String connected =
                url
                        + "@ 0.000020 0.000220 0.001000\n"
                        + url
                        + "@ 0.000020 0.000320 0.001000\n"
                        + url
                        + "@ 0.000020 0.090020 0.091000\n";

        assertThat(parse(fact, connected)).contains(Duration.ofNanos(300_000));
        assertThat(parse(fact, url + "@ 0.000020 0.000000 0.000420\n" + url + "refused\n"))
                .contains(Duration.ofNanos(400_000));
        assertThat(parse(fact, url + "@ 0.000020 0.000000 0.000420\n")).isEmpty();
        assertThat(parse(fact, "")).isEmpty();
    }

    @Test
    void a_member_tells_of_its_disk_and_its_ways() throws IOException {
        Files.createDirectories(Path.of(data()));
        var server = server("go_threads 9\n" + METRICS);
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
            var fact = new EtcdMetricsFact(data(), url);
            var without = new EtcdMetricsFact(data() + "-not", url);

            var facts = ask(fact, without);

            assertThat(facts.get(fact))
                    .isEqualTo(
                            new EtcdMetrics.Told(
                                    Optional.of(new SyncTimes(Duration.ofNanos(3_000_000), 10_000)),
                                    List.of(Duration.ofNanos(500_000))));
            assertThat(facts.get(without)).isEqualTo(new EtcdMetrics.NoMember());
        } finally {
            server.stop(0);
        }
    }

    /** etcd 3.6.8 on a busy host of the lab. */
    @Test
    void what_a_member_has_printed_is_read() {
        var told =
                (EtcdMetrics.Told)
                        parse(
                                new EtcdMetricsFact(
                                        "/var/lib/etcd/member", "http://127.0.0.1:2381/metrics"),
                                """
                                member /var/lib/etcd/member
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 205
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.002"} 524
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.004"} 735
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.008"} 995
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.016"} 1211
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.032"} 1279
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.064"} 1305
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.128"} 1310
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="0.256"} 1311
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 1311
                                etcd_disk_wal_fsync_duration_seconds_sum 8.076761798000014
                                etcd_disk_wal_fsync_duration_seconds_count 1311
                                etcd_network_peer_round_trip_time_seconds_sum{To="2f15b3589a334f6d"} 0.098918499
                                etcd_network_peer_round_trip_time_seconds_count{To="2f15b3589a334f6d"} 18
                                etcd_network_peer_round_trip_time_seconds_sum{To="5ab8098ba8bef141"} 0.08134022499999999
                                etcd_network_peer_round_trip_time_seconds_count{To="5ab8098ba8bef141"} 18
                                """);

        assertThat(told.syncs().orElseThrow().count()).isEqualTo(1311);
        assertThat(told.syncs().orElseThrow().p99().toMillis()).isEqualTo(55);
        assertThat(told.roundTrips())
                .extracting(Duration::toMillis)
                .containsExactlyInAnyOrder(5L, 4L);
    }

    @Test
    void a_member_whose_metrics_are_not_there_is_silent() throws IOException {
        Files.createDirectories(Path.of(data()));
        var fact = new EtcdMetricsFact(data(), "http://127.0.0.1:1/metrics");

        assertThat(ask(fact).get(fact)).isEqualTo(new EtcdMetrics.Silent());
    }

    @Test
    void syncs_longer_than_all_buckets_are_as_long_as_the_last() {
        var fact = new EtcdMetricsFact("/d", "http://x/");

        assertThat(
                        parse(
                                fact,
                                """
                                member /d
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="8.192"} 1
                                etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 1e+06
                                etcd_disk_wal_fsync_duration_seconds_count 1e+06
                                """))
                .isEqualTo(
                        new EtcdMetrics.Told(
                                Optional.of(new SyncTimes(Duration.ofMillis(8192), 1_000_000)),
                                List.of()));
    }
}
