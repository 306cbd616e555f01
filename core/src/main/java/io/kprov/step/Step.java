package io.kprov.step;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import java.util.Set;

/**
 * One thing that should be true of a host. {@link #decide} is a pure function; after its actions
 * ran and the facts were gathered again it must answer {@link Decision.Skip}. From that rule come
 * plan, apply, resume, drift and verification.
 */
public interface Step {

    /** Kebab-case name in plans, journals and docs. */
    String id();

    /** Imperative sentence without the host: "configure containerd". */
    String title();

    boolean appliesTo(Blueprint blueprint, Host host);

    /** What it asks of the host itself. */
    Set<Fact<?>> facts(Blueprint blueprint, Host host);

    /** What it asks of a control plane whose API server answers. */
    default Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
        return Set.of();
    }

    Decision decide(View view);
}
