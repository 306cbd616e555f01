package io.kprov.step.removal;

import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.step.Blueprint;
import io.kprov.step.Step;
import java.util.Set;

/** What a control plane does about the node of a host that leaves: it asks the cluster alone. */
interface NodeStep extends Step {
    /** The host whose node it is. */
    Host leaving();

    @Override
    default boolean appliesTo(Blueprint blueprint, Host host) {
        return host.has(Role.CONTROL_PLANE) && leaving().isNode();
    }

    @Override
    default Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of();
    }
}
