package io.kprov.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hosts by their failure zones. */
public final class Zones {
    private Zones() {}

    /**
     * The hosts of one zone after those of another, in the order in which the list names the zones;
     * hosts without one are a zone of their own.
     */
    public static List<List<Host>> groups(List<Host> hosts) {
        Map<Optional<String>, List<Host>> groups =
                hosts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Host::zone, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(groups.values());
    }

    /**
     * The order of rolling work: what the cluster depends on before mere workers, and each of both
     * zone by zone, so that one zone at a time is being worked on.
     */
    public static List<Host> rolling(List<Host> hosts) {
        var workers = hosts.stream().filter(Host::isOnlyWorker).toList();
        var others = hosts.stream().filter(host -> !host.isOnlyWorker()).toList();
        return Stream.of(others, workers)
                .flatMap(part -> groups(part).stream())
                .flatMap(List::stream)
                .toList();
    }
}
