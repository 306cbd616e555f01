package io.kprov.inventory;

import io.kprov.inventory.Draft.DraftHost;
import io.kprov.model.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rules about what the loss of a failure zone takes along. Where no host of a kind has a zone
 * nothing is said of it; what any one failure takes down has other rules.
 */
final class ZoneRules {
    private static final String HOSTS = "hosts";

    private ZoneRules() {}

    /** Of the hosts that the cluster stands on, all have a zone or none has. */
    static void zonesAreSaidOfAll(Draft draft, Report report) {
        var pillars =
                draft.hosts().stream()
                        .filter(host ->
                                host.has(Role.CONTROL_PLANE)
                                        || host.has(Role.ETCD)
                                        || host.has(Role.LOAD_BALANCER))
                        .toList();
        var without = pillars.stream().filter(host -> host.zone().isEmpty()).toList();
        if (without.size() < pillars.size()) {
            without.forEach(host ->
                    report.warning(
                            host.path(),
                            "has no zone while others have one: what the loss of a zone takes"
                                    + " cannot be told",
                            "write zone: ..."));
        }
    }

    /** Without any one zone etcd keeps its quorum. */
    static void etcdOutlivesEachZone(Draft draft, Report report) {
        var members = draft.etcdMembers();
        int quorum = members.size() / 2 + 1;
        int spare = members.size() - quorum;
        if (!draft.rolesAreKnown() || spare < 1 || !zonesAreKnown(members)) {
            return;
        }
        var zones = byZone(members);
        String kind = draft.externalEtcd() ? "etcd members" : "control planes";
        if (zones.size() == 1) {
            allInOne(kind, members, report);
            return;
        }
        zones.forEach((zone, here) -> {
            int left = members.size() - here.size();
            if (left < quorum) {
                report.warning(
                        HOSTS,
                        "zone %s holds %d of %d etcd members: without it %s, and quorum is %d"
                                .formatted(
                                        shown(zone, here, report),
                                        here.size(),
                                        members.size(),
                                        left == 1 ? "1 remains" : left + " remain",
                                        quorum),
                        zones.size() == 2
                                ? "of two zones one always holds the majority: use a third one"
                                : "move %d to another zone".formatted(here.size() - spare));
            }
        });
    }

    /** Without any one zone there is still an API server; stacked etcd says so already. */
    static void controlPlanesOutliveEachZone(Draft draft, Report report) {
        var controlPlanes = draft.controlPlanes();
        boolean saidOfEtcd = !draft.externalEtcd() && controlPlanes.size() > 2;
        if (draft.rolesAreKnown()
                && controlPlanes.size() > 1
                && !saidOfEtcd
                && zonesAreKnown(controlPlanes)
                && byZone(controlPlanes).size() == 1) {
            allInOne("control planes", controlPlanes, report);
        }
    }

    /** Without any one zone somebody still has the virtual address. */
    static void loadBalancersOutliveEachZone(Draft draft, Report report) {
        var balancers = draft.hosts(Role.LOAD_BALANCER);
        if (draft.rolesAreKnown()
                && balancers.size() > 1
                && zonesAreKnown(balancers)
                && byZone(balancers).size() == 1) {
            allInOne("load balancers", balancers, report);
        }
    }

    private static void allInOne(String kind, List<DraftHost> hosts, Report report) {
        report.warning(
                HOSTS,
                "all "
                        + kind
                        + " are in one zone, "
                        + shown(hosts.getFirst().zone().orElseThrow(), hosts, report)
                        + ": when it fails, so does the cluster",
                hosts.size() > 2 ? "spread them over three zones" : "move one to another zone");
    }

    private static boolean zonesAreKnown(List<DraftHost> hosts) {
        return hosts.stream().allMatch(host -> host.zone().isPresent());
    }

    private static Map<String, List<DraftHost>> byZone(List<DraftHost> hosts) {
        return hosts.stream()
                .filter(host -> host.zone().isPresent())
                .collect(
                        Collectors.groupingBy(
                                host -> host.zone().orElseThrow(),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    private static String shown(String zone, List<DraftHost> hosts, Report report) {
        return hosts.stream()
                .map(host -> host.section().pathOf("zone"))
                .map(path -> report.shown(path, zone))
                .filter(text -> !text.equals(Quoted.text(zone)))
                .findFirst()
                .orElseGet(() -> Quoted.text(zone));
    }
}
