package io.kprov.preflight;

import io.kprov.facts.ClockFact;
import io.kprov.facts.ClockReading;
import io.kprov.facts.Fact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Clocks within a second of each other. No clock can be read from afar at a known moment, so each
 * host's offset from the operator's clock is known within bounds; only what is wrong for certain is
 * an error.
 */
final class ClockCheck {
    /** etcd's own limit for the difference between peers. */
    private static final Duration BETWEEN_HOSTS = Duration.ofSeconds(1);

    /** Certificates are made by the operator's clock and begin five minutes before. */
    private static final Duration TO_OPERATOR = Duration.ofMinutes(4);

    private static final String FIX =
            "see what keeps the time on these hosts: chronyc tracking, or timedatectl; then chronyc makestep";

    static final Check CLOCKS =
            new ClusterCheck(
                    CheckName.CLOCKS,
                    "the clocks of all hosts are within 1 s of each other, and within 4 min of the operator's",
                    Severity.ERROR,
                    (cluster, host) -> Set.<Fact<?>>of(new ClockFact()),
                    ClockCheck::clocks);

    private ClockCheck() {}

    /** A host's clock minus the operator's lies between these. */
    private record Offset(Duration least, Duration most) {}

    private static List<Finding> clocks(Cluster cluster, ClusterView seen) {
        var offsets = new LinkedHashMap<Host, Offset>();
        for (Host host : cluster.hosts()) {
            offset(host, seen).ifPresent(offset -> offsets.put(host, offset));
        }
        if (offsets.isEmpty()) {
            return List.of();
        }
        var findings = new ArrayList<Finding>();
        betweenHosts(offsets).ifPresent(findings::add);
        offsets.forEach((host, offset) -> toOperator(host, offset).ifPresent(findings::add));
        return findings.isEmpty()
                ? List.of(Finding.ok("no two clocks are more than a second apart"))
                : findings;
    }

    /**
     * The first reading was taken after the question left, the last one before the answer arrived.
     */
    private static Optional<Offset> offset(Host host, ClusterView seen) {
        return seen.facts(host)
                .flatMap(facts -> facts.get(new ClockFact()))
                .flatMap((ClockReading reading) ->
                        seen.window(host)
                                .map(window ->
                                        new Offset(
                                                Duration.between(window.answered(), reading.last()),
                                                Duration.between(
                                                        window.asked(), reading.first()))));
    }

    private static Optional<Finding> betweenHosts(Map<Host, Offset> offsets) {
        var fastest = Collections.max(offsets.entrySet(), byOffset(Offset::least));
        var slowest = Collections.min(offsets.entrySet(), byOffset(Offset::most));
        var apart = fastest.getValue().least().minus(slowest.getValue().most());
        return apart.compareTo(BETWEEN_HOSTS) > 0
                ? Optional.of(
                        Finding.error(
                                "the clock of %s is at least %s ahead of that of %s"
                                        .formatted(
                                                fastest.getKey(), seconds(apart), slowest.getKey()),
                                FIX))
                : Optional.empty();
    }

    private static Comparator<Map.Entry<Host, Offset>> byOffset(Function<Offset, Duration> bound) {
        return Comparator.comparing(entry -> bound.apply(entry.getValue()));
    }

    private static Optional<Finding> toOperator(Host host, Offset offset) {
        if (offset.least().compareTo(TO_OPERATOR) > 0) {
            return Optional.of(
                    Finding.error(
                            host,
                            "the host's clock is at least "
                                    + seconds(offset.least())
                                    + " ahead of this machine's",
                            FIX));
        }
        return offset.most().negated().compareTo(TO_OPERATOR) > 0
                ? Optional.of(
                        Finding.error(
                                host,
                                "the host's clock is at least "
                                        + seconds(offset.most().negated())
                                        + " behind this machine's, so that certificates made here are not valid there yet",
                                FIX))
                : Optional.empty();
    }

    private static String seconds(Duration duration) {
        return "%d.%d s".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
    }
}
