package io.kprov.step.restore;

import io.kprov.facts.Fact;
import io.kprov.facts.RestoreFact;
import io.kprov.facts.RestoreState;
import io.kprov.model.Host;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.step.Blueprint;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.util.Set;

/** A step of one restore: it knows how far its host is. */
abstract class RestoreStep implements Step {
    final RestoreOrder order;
    private final RestoreFact fact;

    RestoreStep(RestoreOrder order) {
        this.order = order;
        this.fact = new RestoreFact(order);
    }

    @Override
    public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
        return Set.of(fact);
    }

    /** How far the step's host is. */
    final RestoreState state(View view) {
        return view.get(fact);
    }

    /**
     * Whether every member's host has got the data that it shall have, so that nothing old can
     * start.
     */
    final boolean swappedEverywhere(View view) {
        return view.cluster().etcdMembers().stream()
                .allMatch(host ->
                        view.others()
                                .facts(host)
                                .filter(facts -> facts.knows(fact))
                                .map(facts -> facts.get(fact))
                                .filter(RestoreState::swapped)
                                .isPresent());
    }
}
