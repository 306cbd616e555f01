package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * A check that looks at one host at a time.
 *
 * @param on the hosts that it is about
 */
record HostCheck(
        CheckName name,
        String title,
        Severity severity,
        BiPredicate<Cluster, Host> on,
        BiFunction<Cluster, Host, Set<Fact<?>>> questions,
        Judge judge)
        implements Check {

    /** What is found on one host. */
    interface Judge {
        List<Finding> judge(Cluster cluster, Host host, HostFacts facts);
    }

    @Override
    public Set<Fact<?>> facts(Cluster cluster, Host host) {
        return on.test(cluster, host) ? questions.apply(cluster, host) : Set.of();
    }

    @Override
    public List<Finding> evaluate(Cluster cluster, ClusterView seen) {
        var findings = new ArrayList<Finding>();
        for (Host host : cluster.hosts()) {
            if (on.test(cluster, host)) {
                seen.facts(host)
                        .ifPresent(facts -> findings.addAll(judge.judge(cluster, host, facts)));
            }
        }
        return findings;
    }
}
