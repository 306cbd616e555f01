package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Carries a plan out: stage after stage, the tracks of a stage side by side, each host at its own
 * pace.
 */
public final class Executor {
    private final Blueprint blueprint;
    private final PlannedSteps planned;
    private final Fleet fleet;
    private final LookBook book;
    private final HostFlow flow;
    private final Gate gate;
    private final RunListener listener;
    private final InstantSource clock;
    private final StopSign stop;
    private final boolean running;
    private final Map<String, HostFlow.Walked> walked = new ConcurrentHashMap<>();

    public Executor(
            Blueprint blueprint,
            Plan plan,
            ClusterView seen,
            Fleet fleet,
            RunListener listener,
            StopSign stop,
            Waiter waiter) {
        var clock = waiter.clock();
        this.blueprint = blueprint;
        this.planned = new PlannedSteps(plan);
        this.fleet = fleet;
        this.book = new LookBook(fleet, new Gatherer(fleet, clock), seen, waiter);
        this.flow =
                new HostFlow(
                        blueprint,
                        planned,
                        book,
                        new ActionRunner(blueprint, fleet, book, waiter),
                        fleet,
                        listener,
                        waiter);
        this.gate = new Gate(blueprint.cluster(), book, listener, waiter);
        this.listener = listener;
        this.clock = clock;
        this.stop = stop;
        this.running = !seen.readyControlPlanes().isEmpty();
    }

    public RunReport run(Procedure procedure) {
        return run(procedure, StageEdge.OPEN);
    }

    /** The same; the edge may end it before any stage. */
    public RunReport run(Procedure procedure, StageEdge edge) {
        var started = clock.instant();
        var problems = new LinkedHashSet<Problem>();
        book.view()
                .leftOut()
                .hosts()
                .forEach((host, why) -> listener.hostLeftOut(blueprint.cluster().host(host), why));
        for (var stage : procedure.stages()) {
            if (stop.isSet()) {
                break;
            }
            edge.objection().ifPresent(problems::add);
            if (!problems.isEmpty()) {
                break;
            }
            var stageStarted = clock.instant();
            listener.stageStarted(stage.name());
            Parallel.forEach(stage.tracks(), this::run);
            listener.stageDone(stage.name(), Duration.between(stageStarted, clock.instant()));
        }
        var rows = new ArrayList<RunReport.HostRow>();
        for (Host host : blueprint.cluster().hosts()) {
            var of = walked.get(host.name());
            if (of != null) {
                rows.add(
                        new RunReport.HostRow(
                                host.name(),
                                of.done(),
                                of.skipped(),
                                of.problem().isPresent(),
                                of.worked()));
                of.problem().ifPresent(problems::add);
            }
        }
        return new RunReport(
                rows,
                List.copyOf(problems),
                Duration.between(started, clock.instant()),
                book.view().leftOut());
    }

    private void run(Track track) {
        List<Host> hosts = hosts(track);
        switch (track.spread()) {
            case FIRST_ONLY, ALL -> Parallel.forEach(hosts, host -> walk(host, track));
            case ONE_BY_ONE -> hosts.forEach(host -> walkBehindGates(host, track));
            case ROLLING -> roll(hosts, track);
        }
    }

    /**
     * The track's hosts. The one of FIRST_ONLY is the plan's: another control plane may be ready by
     * now, and what would be done there was not shown.
     */
    private List<Host> hosts(Track track) {
        if (track.spread() == Procedure.Spread.FIRST_ONLY) {
            var asked =
                    track.hosts().apply(blueprint.cluster()).stream()
                            .filter(host ->
                                    track.steps().stream()
                                            .anyMatch(step -> planned.has(host, step)))
                            .toList();
            if (asked.size() == 1) {
                return asked;
            }
        }
        return Planner.hosts(track, blueprint, book.view());
    }

    /**
     * Before there is a cluster nothing can be interrupted; afterwards control planes, etcd members
     * and load balancers go singly, workers by tenths.
     */
    private void roll(List<Host> hosts, Track track) {
        if (!running && hosts.stream().noneMatch(gate::isMemberApart)) {
            Parallel.forEach(hosts, host -> walk(host, track));
            return;
        }
        var cluster = blueprint.cluster();
        var singly =
                hosts.stream()
                        .filter(host ->
                                host.has(Role.CONTROL_PLANE)
                                        || cluster.isLoadBalancer(host)
                                        || cluster.isExternalMember(host))
                        .toList();
        var others = hosts.stream().filter(host -> !singly.contains(host)).toList();
        var untouched = singly.stream().filter(host -> !changes(host, track)).toList();
        Parallel.forEach(untouched, host -> walk(host, track));
        singly.stream()
                .filter(host -> !untouched.contains(host))
                .forEach(host -> walkBehindGates(host, track));
        var places = new Semaphore(Math.max(1, others.size() / 10), true);
        Parallel.forEach(
                others,
                host -> {
                    places.acquireUninterruptibly();
                    try {
                        walk(host, track);
                    } finally {
                        places.release();
                    }
                });
    }

    private boolean changes(Host host, Track track) {
        return track.steps().stream().anyMatch(step -> planned.changes(host, step));
    }

    private void walkBehindGates(Host host, Track track) {
        boolean guarded = changes(host, track) && gate.guards(host);
        if (guarded && !stop.isSet()) {
            gate.before(host).ifPresent(problem -> stopped(host, problem));
        }
        walk(host, track);
        if (guarded && !stop.isSet()) {
            gate.after(host).ifPresent(problem -> stopped(host, problem));
        }
    }

    private void stopped(Host host, Problem problem) {
        stop.set();
        record(host, new HostFlow.Walked(0, 0, Optional.of(problem), Duration.ZERO));
    }

    private void walk(Host host, Track track) {
        if (stop.isSet()) {
            return;
        }
        record(host, fleet.inPlace(() -> flow.walk(host, track.steps(), stop)));
    }

    private void record(Host host, HostFlow.Walked part) {
        walked.merge(
                host.name(),
                part,
                (earlier, later) ->
                        new HostFlow.Walked(
                                earlier.done() + later.done(),
                                earlier.skipped() + later.skipped(),
                                earlier.problem().or(later::problem),
                                earlier.worked().plus(later.worked())));
    }
}
