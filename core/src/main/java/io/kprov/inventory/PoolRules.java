package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rules about pools, and about what hosts have from them. */
final class PoolRules {
    private static final Map<String, String> TOPOLOGY_LABELS =
            Map.of(
                    "topology.kubernetes.io/zone", "zone",
                    "topology.kubernetes.io/region", "region");

    private PoolRules() {}

    static void poolsAreThere(Draft draft, Report report) {
        var known = draft.pools().byName().keySet();
        for (DraftHost host : draft.hosts()) {
            host.section()
                    .text("pool")
                    .filter(pool -> !known.contains(pool))
                    .ifPresent(pool -> {
                        String at = host.section().pathOf("pool");
                        report.error(
                                at,
                                "there is no pool " + report.shown(at, pool),
                                Suggestions.nearest(pool, known)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse(
                                                known.isEmpty()
                                                        ? "describe it: pools: {"
                                                                + pool
                                                                + ": {...}}"
                                                        : "known here: "
                                                                + String.join(", ", known)));
                    });
        }
    }

    static void poolsAreUsed(Draft draft, Report report) {
        draft.pools()
                .byName()
                .forEach((name, pool) -> {
                    var hosts = draft.hostsOfPool(name);
                    if (hosts.isEmpty()) {
                        report.warning(
                                pool.path(),
                                "no host is in this pool",
                                "give one pool: " + name + ", or remove the pool");
                    } else if (hosts.stream()
                            .noneMatch(host -> host.isNode() || host.roles().isEmpty())) {
                        HostRules.nodeSettings(pool)
                                .forEach(key ->
                                        report.warning(
                                                pool.pathOf(key),
                                                "has no effect: none of its hosts is control-plane"
                                                        + " or worker, so no kubelet runs there"));
                    }
                });
    }

    /** One of the two would win without a word. */
    static void reservedIsSaidOnce(Draft draft, Report report) {
        var told = new HashSet<String>();
        Stream.concat(
                        draft.pools().byName().values().stream().map(List::of),
                        draft.hosts().stream()
                                .map(host -> draft.pools().layersOf(host.section()).sections()))
                .filter(layers -> layers.stream().anyMatch(layer -> layer.gives("reserved")))
                .flatMap(List::stream)
                .forEach(layer -> {
                    Section kubelet = layer.section("kubelet");
                    for (String key : List.of("kubeReserved", "systemReserved")) {
                        String at = KeyPath.child(kubelet.pathOf("config"), key);
                        if (kubelet.free("config").containsKey(key) && told.add(at)) {
                            report.error(at, "reserved says it, too", "remove one of them");
                        }
                    }
                });
    }

    static void zonesAreNoLabels(Draft draft, Report report) {
        Stream.concat(
                        draft.hosts().stream().map(DraftHost::section),
                        draft.pools().byName().values().stream())
                .forEach(section ->
                        section.namedTexts("labels").keySet().stream()
                                .filter(TOPOLOGY_LABELS::containsKey)
                                .forEach(label ->
                                        report.warning(
                                                KeyPath.child(section.pathOf("labels"), label),
                                                "as a label it is not counted where kprov looks at"
                                                        + " "
                                                        + TOPOLOGY_LABELS.get(label)
                                                        + "s",
                                                "write " + TOPOLOGY_LABELS.get(label) + ": ...")));
    }
}
