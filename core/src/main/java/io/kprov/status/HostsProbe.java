package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whether kprov reaches every host. */
final class HostsProbe implements Probe {

    @Override
    public String name() {
        return "hosts";
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return Set.of();
    }

    @Override
    public Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now) {
        int all = cluster.hosts().size();
        var unseen = seen.unseen();
        return Optional.of(
                unseen.isEmpty()
                        ? Condition.ok(name(), "all " + all + " hosts are reached")
                        : Condition.bad(
                                name(),
                                unseen.size() + " of " + all + " hosts are not reached",
                                unseen.values().stream()
                                        .map(problem -> problem.what() + ": " + problem.why())
                                        .toList()));
    }
}
