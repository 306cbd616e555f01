package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FactScript;
import io.kprov.facts.HostFacts;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.ClusterView.Look;
import io.kprov.step.ClusterView.Window;
import io.kprov.step.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at hosts: all questions to a host in one exec, all hosts at once. */
public final class Gatherer {
    /** Longest a look may take; facts that ask the network have shorter limits of their own. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Fleet fleet;
    private final InstantSource clock;

    public Gatherer(Fleet fleet, InstantSource clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    /** Looks at every host of the cluster with all that the procedure needs. */
    public ClusterView look(Procedure procedure, Blueprint blueprint) {
        return look(procedure, blueprint, Map.of());
    }

    /** The same with further questions, e.g. those of the preflight checks, in the same exec. */
    public ClusterView look(
            Procedure procedure, Blueprint blueprint, Map<Host, Set<Fact<?>>> further) {
        return look(procedure, blueprint, further, blueprint.cluster().hosts());
    }

    /** The same of some hosts; of the others nothing is known then. */
    public ClusterView look(
            Procedure procedure,
            Blueprint blueprint,
            Map<Host, Set<Fact<?>>> further,
            Collection<Host> only) {
        var controlPlanes = blueprint.cluster().controlPlanes();
        var aboutCluster = clusterQuestions(procedure.steps(), blueprint);
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        for (Host host : only) {
            var all = questions(steps(procedure, blueprint, host), blueprint, host);
            if (controlPlanes.contains(host)) {
                all.add(ClusterView.apiServerReady());
            }
            if (host.equals(controlPlanes.getFirst())) {
                all.addAll(aboutCluster);
            }
            all.addAll(further.getOrDefault(host, Set.of()));
            questions.put(host, all);
        }
        var seen = look(blueprint.cluster(), questions);
        // One control plane is asked about the cluster, and another one only if that does not
        // serve.
        var serving = seen.readyControlPlanes();
        return serving.isEmpty() || serving.contains(controlPlanes.getFirst())
                ? seen
                : seen.withClusterFacts(ask(fleet.remote(serving.getFirst()), aboutCluster));
    }

    /** Asks each host its questions. A host that cannot be reached is part of the answer. */
    public ClusterView look(Cluster cluster, Map<Host, Set<Fact<?>>> questions) {
        var looks = new ConcurrentHashMap<String, Look>();
        Parallel.forEach(
                questions.entrySet(),
                entry -> looks.put(entry.getKey().name(), look(entry.getKey(), entry.getValue())));
        return new ClusterView(cluster, looks);
    }

    private Look look(Host host, Set<Fact<?>> facts) {
        try {
            return fleet.on(
                    host,
                    remote -> {
                        var asked = clock.instant();
                        var answers = ask(remote, facts);
                        return new Look.Seen(
                                answers, Optional.of(new Window(asked, clock.instant())));
                    });
        } catch (RemoteException unreachable) {
            return new Look.Unseen(unreachable.problems().getFirst(), unreachable.isAway());
        }
    }

    /** Asks one host over a connection that is already there. */
    public HostFacts ask(Remote remote, Collection<Fact<?>> facts) {
        if (facts.isEmpty()) {
            return HostFacts.none();
        }
        var script = new FactScript(facts);
        var result = remote.run(script.command(), LIMIT);
        try {
            return script.parse(result.stdout());
        } catch (IllegalArgumentException broken) {
            throw new RemoteException(
                    RemoteException.Kind.CONNECTION_LOST,
                    new Problem(
                            remote.host().name() + ": the look at the host broke off",
                            broken.getMessage()
                                    + "; sh exited "
                                    + result.exitStatus()
                                    + " "
                                    + result.lastLines(3),
                            "nothing was changed by the look",
                            "log in as the same user, see that 'sh -s' runs there, then repeat the command"),
                    broken);
        }
    }

    /**
     * Every step may want to know of any host; of one that is not wished for any more only those
     * that it is to walk.
     */
    private static List<Step> steps(Procedure procedure, Blueprint blueprint, Host host) {
        var cluster = blueprint.cluster();
        return cluster.hosts().contains(host)
                ? procedure.steps()
                : procedure.stages().stream()
                        .flatMap(stage -> stage.tracks().stream())
                        .filter(track -> track.hosts().apply(cluster).contains(host))
                        .flatMap(track -> track.steps().stream())
                        .toList();
    }

    /** What the steps ask of the host itself. */
    static Set<Fact<?>> questions(Collection<Step> steps, Blueprint blueprint, Host host) {
        var facts = new LinkedHashSet<Fact<?>>();
        for (Step step : steps) {
            if (step.appliesTo(blueprint, host)) {
                facts.addAll(step.facts(blueprint, host));
            }
        }
        return facts;
    }

    /** What the steps ask about the cluster: one control plane answers for all. */
    static Set<Fact<?>> clusterQuestions(Collection<Step> steps, Blueprint blueprint) {
        var facts = new LinkedHashSet<Fact<?>>();
        for (Step step : steps) {
            blueprint.cluster().hosts().stream()
                    .filter(host -> step.appliesTo(blueprint, host))
                    .forEach(host -> facts.addAll(step.clusterFacts(blueprint, host)));
        }
        return facts;
    }
}
