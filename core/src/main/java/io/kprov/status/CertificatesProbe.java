package io.kprov.status;

import io.kprov.certs.CertificatePlaces;
import io.kprov.certs.Place;
import io.kprov.facts.CertificateFact;
import io.kprov.facts.CertificateSeen;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When the first certificate on a host expires. */
final class CertificatesProbe implements Probe {
    private static final Duration WARNING = Duration.ofDays(30);
    private static final Duration BAD = Duration.ofDays(7);

    private record Found(Host host, String path, CertificateSeen certificate) {
        String text(Instant now) {
            return "%s: %s %s".formatted(host, path, expiry(certificate.notAfter(), now));
        }
    }

    @Override
    public String name() {
        return "certificates";
    }

    private static List<String> paths(Cluster cluster, Host host) {
        return CertificatePlaces.of(cluster, host).stream().map(Place::path).toList();
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        paths(cluster, host).forEach(path -> facts.add(new CertificateFact(path)));
        return facts;
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        var all = found(cluster, seen);
        if (all.isEmpty()) {
            return Optional.of(
                    Condition.bad(name(), "no certificate was found on any host", List.of()));
        }
        var nearest = all.getFirst();
        var soon =
                all.stream()
                        .filter(found -> found.certificate().notAfter().isBefore(now.plus(WARNING)))
                        .map(found -> found.text(now))
                        .toList();
        String sentence = "nearest: " + nearest.text(now);
        var left = Duration.between(now, nearest.certificate().notAfter());
        if (left.compareTo(BAD) < 0) {
            return Optional.of(Condition.bad(name(), sentence, soon));
        }
        return Optional.of(
                left.compareTo(WARNING) < 0
                        ? Condition.warning(name(), sentence, soon)
                        : Condition.ok(name(), sentence));
    }

    /** All certificates, the nearest to its end first. */
    private static List<Found> found(Cluster cluster, ClusterView seen) {
        var all = new ArrayList<Found>();
        for (Host host : cluster.hosts()) {
            seen.facts(host)
                    .ifPresent(facts -> {
                        for (String path : paths(cluster, host)) {
                            facts.get(new CertificateFact(path))
                                    .forEach(certificate ->
                                            all.add(new Found(host, path, certificate)));
                        }
                    });
        }
        all.sort(Comparator.comparing(found -> found.certificate().notAfter()));
        return all;
    }

    private static String expiry(Instant end, Instant now) {
        var date = LocalDate.ofInstant(end, ZoneOffset.UTC);
        return end.isAfter(now)
                ? "expires on %s, in %d days".formatted(date, Duration.between(now, end).toDays())
                : "expired on " + date;
    }
}
