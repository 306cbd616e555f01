package io.kprov.status;

import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Finds out about one condition. */
interface Probe {

    /** The condition's name. */
    String name();

    /** What it asks of a host. */
    Set<Fact<?>> facts(Cluster cluster, Host host);

    /** How the condition is met; empty when the cluster has nothing of the sort. */
    Optional<Condition> judge(Cluster cluster, ClusterView seen, Instant now);
}
