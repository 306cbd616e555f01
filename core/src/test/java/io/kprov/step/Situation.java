package io.kprov.step;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HostFacts;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Install;
import io.kprov.render.HostFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * What hosts answer, made by hand: a state of all hosts to start from, and single answers put in
 * its place. Only what was asked is answered, so that a step which reads what it does not list
 * fails.
 */
public final class Situation {
    /** Rendering all that a cluster has takes long; a blueprint never changes. */
    private static final Map<Blueprint, FinishedHost> FINISHED =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private final Blueprint blueprint;
    private final BiFunction<Host, Fact<?>, Object> world;
    private final Map<String, Map<Fact<?>, Object>> answers = new HashMap<>();
    private final Map<String, Problem> unreachable = new HashMap<>();

    private Situation(Blueprint blueprint, BiFunction<Host, Fact<?>, Object> world) {
        this.blueprint = blueprint;
        this.world = world;
    }

    /** Machines as their provider hands them over. */
    public static Situation blank(Blueprint blueprint) {
        return new Situation(blueprint, (host, fact) -> BlankHost.answer(fact));
    }

    /** The wish come true. */
    public static Situation finished(Blueprint blueprint) {
        return new Situation(
                blueprint, FINISHED.computeIfAbsent(blueprint, FinishedHost::new)::answer);
    }

    public <A> Situation with(String host, Fact<A> fact, A answer) {
        answers.computeIfAbsent(host, key -> new HashMap<>()).put(fact, answer);
        return this;
    }

    /** The same answer from every host. */
    public <A> Situation everywhere(Fact<A> fact, A answer) {
        blueprint.cluster().hosts().forEach(host -> with(host.name(), fact, answer));
        return this;
    }

    public Situation with(String host, HostFile file) {
        return with(host, FileFact.of(file), present(file));
    }

    public Situation unreachable(String host) {
        unreachable.put(
                host,
                new Problem(
                        host + " cannot be reached",
                        "no route to host",
                        "nothing was changed",
                        "switch it on"));
        return this;
    }

    public Blueprint blueprint() {
        return blueprint;
    }

    /** What one host answers to these questions. */
    public HostFacts answers(Host host, Collection<? extends Fact<?>> questions) {
        var known = answers.getOrDefault(host.name(), Map.of());
        var all = new HashMap<Fact<?>, Object>();
        for (Fact<?> fact : questions) {
            Object answer = known.get(fact);
            all.put(fact, answer == null ? world.apply(host, fact) : answer);
        }
        return new HostFacts(all);
    }

    /** A look at all hosts with the questions of these steps and no others. */
    public ClusterView seen(Collection<Step> steps) {
        Cluster cluster = blueprint.cluster();
        var looks = new LinkedHashMap<String, ClusterView.Look>();
        for (Host host : cluster.hosts()) {
            var problem = unreachable.get(host.name());
            looks.put(
                    host.name(),
                    problem == null
                            ? new ClusterView.Look.Seen(answers(host, questions(steps, host)))
                            : new ClusterView.Look.Unseen(problem, true));
        }
        return new ClusterView(cluster, looks);
    }

    private Set<Fact<?>> questions(Collection<Step> steps, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        boolean controlPlane = blueprint.cluster().controlPlanes().contains(host);
        if (controlPlane) {
            facts.add(ClusterView.apiServerReady());
        }
        for (Step step : steps) {
            if (step.appliesTo(blueprint, host)) {
                facts.addAll(step.facts(blueprint, host));
            }
            if (controlPlane) {
                blueprint.cluster().hosts().stream()
                        .filter(other -> step.appliesTo(blueprint, other))
                        .forEach(other -> facts.addAll(step.clusterFacts(blueprint, other)));
            }
        }
        return facts;
    }

    public ClusterView seen() {
        return seen(Install.procedure().steps());
    }

    /**
     * What the step answers on the host, given answers of that host to its own questions alone; of
     * other hosts all is known that an install asks, and the step.
     */
    public Decision decide(Step step, String host) {
        var target = blueprint.cluster().host(host);
        var own = answers(target, questions(Set.of(step), target));
        var steps = new ArrayList<>(Install.procedure().steps());
        steps.add(step);
        return step.decide(new View(blueprint, target, own, seen(steps)));
    }

    static FileState present(HostFile file) {
        return new FileState.Present(
                file.mode(), file.owner(), file.sha256(), java.util.Optional.empty());
    }
}
