package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs checks over one look at all hosts. */
public final class Preflight {
    private final List<Check> checks;

    private Preflight(List<Check> checks) {
        this.checks = checks;
    }

    /** All checks, advice among them: for who asks for nothing else. */
    public static Preflight whole() {
        return new Preflight(Checks.all());
    }

    /** What must hold before a run, and nothing that it would not stop for. */
    public static Preflight ofRun() {
        return new Preflight(Checks.stopping());
    }

    /**
     * What the checks ask of a host; together with a procedure's questions it is still one exec.
     */
    private Set<Fact<?>> questions(Cluster cluster, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        checks.forEach(check -> facts.addAll(check.facts(cluster, host)));
        return facts;
    }

    /** What the checks ask of every host. */
    public Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        cluster.hosts().forEach(host -> questions.put(host, questions(cluster, host)));
        return questions;
    }

    /** Judges what was seen; the inventory's {@code preflight.waive} is applied. */
    public PreflightReport run(Cluster cluster, ClusterView seen) {
        var results = new ArrayList<PreflightResult>();
        for (Check check : checks) {
            boolean waived = cluster.waivedChecks().contains(check.name());
            check.evaluate(cluster, seen)
                    .forEach(finding -> results.add(PreflightResult.of(check, finding, waived)));
        }
        return new PreflightReport(results);
    }
}
