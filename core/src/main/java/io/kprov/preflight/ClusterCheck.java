package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** A check that compares hosts with one another. */
record ClusterCheck(
        CheckName name,
        String title,
        Severity severity,
        BiFunction<Cluster, Host, Set<Fact<?>>> questions,
        BiFunction<Cluster, ClusterView, List<Finding>> judge)
        implements Check {

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return questions.apply(cluster, host);
    }

    @Override
    public List<Finding> evaluate(Cluster cluster, ClusterView seen) {
        return judge.apply(cluster, seen);
    }
}
