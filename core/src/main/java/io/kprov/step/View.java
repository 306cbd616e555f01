package io.kprov.step;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.model.Cluster;
import io.kprov.model.Host;

/**
 * All that a step may look at: the wish, its host's facts, and what is known of the other hosts.
 */
public record View(Blueprint blueprint, Host host, HostFacts facts, ClusterView others) {

    public Cluster cluster() {
        return blueprint.cluster();
    }

    /** An answer of the step's own host. */
    public <A> A get(Fact<A> fact) {
        return facts.get(fact);
    }
}
