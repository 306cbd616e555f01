package io.kprov.sizing;

import static io.kprov.sizing.Sizing.count;

import io.kprov.sizing.Sizing.Advice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A sizing as people read it. */
public final class SizingText {
    private SizingText() {}

    /** A line for each matter, then what to change. */
    public static List<String> lines(Sizing sizing) {
        var lines = new ArrayList<String>();
        var network = sizing.podNetwork();
        var planes = sizing.controlPlane();
        var etcd = sizing.etcd();
        lines.add(
                line(
                        "nodes",
                        "%s; the pod network holds %s, Kubernetes is tested with %s"
                                .formatted(
                                        count(sizing.nodes()),
                                        count(network.mostNodes()),
                                        count(Sizing.MOST_NODES))));
        lines.add(
                line(
                        "pods",
                        "%s (%s); Kubernetes is tested with %s, and %s containers"
                                .formatted(
                                        count(sizing.pods()),
                                        sizing.kinds().stream()
                                                .map(SizingText::kind)
                                                .collect(Collectors.joining(", ")),
                                        count(Sizing.MOST_PODS),
                                        count(Sizing.MOST_CONTAINERS))));
        lines.add(
                line(
                        "pod network",
                        "%s: a /%d for each node, with addresses for %s pods"
                                .formatted(
                                        network.cidr(),
                                        network.nodePrefix(),
                                        count(network.addressesEach()))));
        lines.add(
                line(
                        "service network",
                        "%s: %s services"
                                .formatted(
                                        sizing.serviceNetwork().cidr(),
                                        count(sizing.serviceNetwork().addresses()))));
        lines.add(
                line(
                        "control plane",
                        "%s with %d CPUs and %s GB of memory at least%s"
                                .formatted(
                                        machines(planes.machines()),
                                        planes.cpus(),
                                        planes.memoryGb(),
                                        planes.next()
                                                .map(next ->
                                                        "; beyond %s nodes %d CPUs and %s GB"
                                                                .formatted(
                                                                        count(next.beyondNodes()),
                                                                        next.cpus(),
                                                                        next.memoryGb()))
                                                .orElse(""))));
        lines.add(
                line(
                        "etcd",
                        "%s: quorum is %d, %s may fail"
                                .formatted(
                                        etcd.members() == 1
                                                ? "1 member"
                                                : etcd.members() + " members",
                                        etcd.quorum(),
                                        etcd.mayFail() == 0 ? "none" : count(etcd.mayFail()))));
        lines.add(
                line(
                        "headroom",
                        sizing.headroom().nodes() == 0
                                ? "none: " + sizing.headroom().limit()
                                : "%s more nodes, then %s"
                                        .formatted(
                                                count(sizing.headroom().nodes()),
                                                sizing.headroom().limit())));
        if (!sizing.advice().isEmpty()) {
            lines.add("");
        }
        for (Advice advice : sizing.advice()) {
            lines.add(
                    switch (advice.level()) {
                                case TOO_MUCH -> "too much: ";
                                case TIGHT -> "tight: ";
                            }
                            + advice.found());
            lines.add("  " + advice.change());
        }
        return List.copyOf(lines);
    }

    private static String line(String what, String text) {
        return "%-17s%s".formatted(what, text);
    }

    private static String machines(int count) {
        return count == 1 ? "1 machine" : count + " machines, each";
    }

    private static String kind(Sizing.Kind kind) {
        return "%s x %d%s"
                .formatted(
                        count(kind.nodes()),
                        kind.podsEach(),
                        kind.pool().isEmpty() ? "" : " in " + kind.pool());
    }
}
