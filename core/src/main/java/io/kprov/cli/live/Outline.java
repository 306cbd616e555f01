package io.kprov.cli.live;

import java.util.List;
import java.util.Set;

/** What a run has before it, for a reader who wants to know how far it is. */
public record Outline(int stages, List<OfHost> hosts) {

    public Outline {
        hosts = List.copyOf(hosts);
    }

    /**
     * A host of the run.
     *
     * @param kind in the singular: {@code worker}
     * @param steps ids of those that the plan has a change for
     */
    public record OfHost(String host, String kind, Set<String> steps) {
        public OfHost {
            steps = Set.copyOf(steps);
        }
    }

    int steps() {
        return hosts.stream().mapToInt(host -> host.steps.size()).sum();
    }
}
