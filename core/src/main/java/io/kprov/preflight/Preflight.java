package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Runs all checks over one look at all hosts. */
public final class Preflight {
    private Preflight() {}

    /**
     * What the checks ask of a host; together with a procedure's questions it is still one exec.
     */
    public static Set<Fact<?>> questions(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        Checks.all().forEach(check -> facts.addAll(check.facts(cluster, host)));
        return facts;
    }

    /** What the checks ask of every host. */
    public static Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        cluster.hosts().forEach(host -> questions.put(host, questions(cluster, host)));
        return questions;
    }

    /** Judges what was seen; the inventory's {@code preflight.waive} is applied. */
    public static PreflightReport run(Cluster cluster, ClusterView seen) {
        var results = new ArrayList<PreflightResult>();
        for (Check check : Checks.all()) {
            boolean waived = cluster.waivedChecks().contains(check.name());
            check.evaluate(cluster, seen)
                    .forEach(finding -> results.add(PreflightResult.of(check, finding, waived)));
        }
        return new PreflightReport(results);
    }
}
