package io.kprov.facts;

import io.kprov.command.ShellQuote;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the etcd member on the host says of its disk and its way to the others.
 *
 * @param data what is there when the host holds a member
 * @param url where it shows its metrics
 */
public record EtcdMetricsFact(String data, String url) implements Fact<EtcdMetrics> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<EtcdMetricsFact, EtcdMetrics> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<EtcdMetricsFact, EtcdMetrics> {
        private static final Pattern BUCKET =
                Pattern.compile(
                        "etcd_disk_wal_fsync_duration_seconds_bucket\\{le=\"([0-9.e-]+)\"} ([0-9.e+]+)");
        private static final Pattern COUNT =
                Pattern.compile("etcd_disk_wal_fsync_duration_seconds_count ([0-9.e+]+)");
        private static final Pattern ROUND_TRIPS =
                Pattern.compile(
                        "etcd_network_peer_round_trip_time_seconds_(sum|count)\\{To=\"([^\"]+)\"} ([0-9.e+-]+)");

        /** A bucket of the histogram: how many took no longer than this. */
        private record Bucket(BigDecimal seconds, BigDecimal upTo) {}

        @Override
        public String name() {
            return "etcd-metrics";
        }

        @Override
        public String script(List<EtcdMetricsFact> facts) {
            return facts.stream()
                    .map(fact ->
                            """
                            if [ -e %1$s ]; then
                              echo member %1$s
                              curl -s --noproxy '*' -m 3 -- %2$s | grep -E '^etcd_(disk_wal_fsync_duration|network_peer_round_trip_time)_seconds_'
                            fi\
                            """
                                    .formatted(
                                            ShellQuote.quote(fact.data),
                                            ShellQuote.quote(fact.url)))
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public List<String> words(EtcdMetricsFact fact) {
            return List.of(fact.data, fact.url);
        }

        @Override
        public Map<EtcdMetricsFact, EtcdMetrics> parse(
                List<EtcdMetricsFact> facts, List<String> output) {
            var lines = new HashMap<String, List<String>>();
            List<String> current = new ArrayList<>();
            for (String line : output) {
                if (line.startsWith("member ")) {
                    current =
                            lines.computeIfAbsent(
                                    line.substring("member ".length()), data -> new ArrayList<>());
                } else {
                    current.add(line);
                }
            }
            return facts.stream()
                    .collect(
                            Collectors.toMap(
                                    fact -> fact,
                                    fact ->
                                            Optional.ofNullable(lines.get(fact.data))
                                                    .map(Source::metrics)
                                                    .orElseGet(EtcdMetrics.NoMember::new)));
        }

        private static EtcdMetrics metrics(List<String> lines) {
            return lines.isEmpty()
                    ? new EtcdMetrics.Silent()
                    : new EtcdMetrics.Told(syncs(lines), roundTrips(lines));
        }

        private static Optional<SyncTimes> syncs(List<String> lines) {
            var count =
                    lines.stream()
                            .map(COUNT::matcher)
                            .filter(line -> line.matches())
                            .map(line -> new BigDecimal(line.group(1)))
                            .filter(number -> number.signum() > 0)
                            .findFirst();
            var buckets =
                    lines.stream()
                            .map(BUCKET::matcher)
                            .filter(line -> line.matches())
                            .map(line ->
                                    new Bucket(
                                            new BigDecimal(line.group(1)),
                                            new BigDecimal(line.group(2))))
                            .toList();
            return count.map(number -> new SyncTimes(p99(buckets, number), number.longValue()));
        }

        /** As Prometheus' histogram_quantile: evenly spread within the bucket that it falls in. */
        private static Duration p99(List<Bucket> buckets, BigDecimal count) {
            var rank = count.multiply(new BigDecimal("0.99"));
            var below = new Bucket(BigDecimal.ZERO, BigDecimal.ZERO);
            for (Bucket bucket : buckets) {
                if (bucket.upTo.compareTo(rank) >= 0) {
                    var share =
                            rank.subtract(below.upTo)
                                    .divide(
                                            bucket.upTo.subtract(below.upTo),
                                            MathContext.DECIMAL64);
                    return Seconds.of(
                            below.seconds.add(
                                    bucket.seconds.subtract(below.seconds).multiply(share)));
                }
                below = bucket;
            }
            return Seconds.of(below.seconds);
        }

        private static List<Duration> roundTrips(List<String> lines) {
            var sums = new HashMap<String, BigDecimal>();
            var counts = new HashMap<String, BigDecimal>();
            for (String line : lines) {
                var found = ROUND_TRIPS.matcher(line);
                if (found.matches()) {
                    (found.group(1).equals("sum") ? sums : counts)
                            .put(found.group(2), new BigDecimal(found.group(3)));
                }
            }
            var averages = new ArrayList<Duration>();
            counts.forEach((peer, count) -> {
                if (count.signum() > 0 && sums.containsKey(peer)) {
                    averages.add(
                            Seconds.of(
                                    sums.getOrDefault(peer, BigDecimal.ZERO)
                                            .divide(count, MathContext.DECIMAL64)));
                }
            });
            return averages;
        }
    }
}
