package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.model.Zones;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Carries a plan out: stage after stage, the tracks of a stage side by side, each host at its own
 * pace.
 */
public final class Executor {
    private static final Share TENTH = new Share(10, true);

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
    private final Queue<Problem> rescueProblems = new ConcurrentLinkedQueue<>();

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
        for (String host : walkers()) {
            var of = walked.get(host);
            if (of != null) {
                rows.add(
                        new RunReport.HostRow(
                                host,
                                of.done(),
                                of.skipped(),
                                of.problem().isPresent(),
                                of.worked()));
                of.problem().ifPresent(problems::add);
            }
        }
        problems.addAll(rescueProblems);
        return new RunReport(
                rows,
                List.copyOf(problems),
                Duration.between(started, clock.instant()),
                book.view().leftOut());
    }

    /** In the inventory's order, then those that are not in the wish any more. */
    private List<String> walkers() {
        var names = new LinkedHashSet<String>();
        blueprint.cluster().hosts().forEach(host -> names.add(host.name()));
        names.addAll(new TreeSet<>(walked.keySet()));
        return List.copyOf(names);
    }

    private void run(Track track) {
        List<Host> hosts = hosts(track);
        switch (track.spread()) {
            case Spread.Plain.FIRST_ONLY, Spread.Plain.ALL ->
                    Parallel.forEach(hosts, host -> walk(host, track));
            case Spread.Plain.ONE_BY_ONE -> hosts.forEach(host -> walkBehindGates(host, track));
            case Spread.Plain.ROLLING -> roll(hosts, track);
            case Spread.Batches batches -> walkInBatches(hosts, track, batches);
        }
    }

    /** Hosts without a pool are a pool of their own. */
    private void walkInBatches(List<Host> hosts, Track track, Spread.Batches batches) {
        var failures = new AtomicInteger();
        var pools =
                hosts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Host::pool, LinkedHashMap::new, Collectors.toList()));
        Parallel.forEach(
                List.copyOf(pools.values()),
                pool -> {
                    zoneByZone(
                            pool,
                            batches.atOnce(),
                            host -> walkTolerated(host, track, failures, batches));
                });
    }

    /** A host that fails ends its own walk, and the run when it is one too many. */
    private void walkTolerated(
            Host host, Track track, AtomicInteger failures, Spread.Batches batches) {
        if (stop.isSet()) {
            return;
        }
        var own = stop.forPart();
        walk(host, track, own);
        if (own.isSetHere() && failures.incrementAndGet() > batches.maxFailures()) {
            stop.set();
        }
    }

    /**
     * The track's hosts. The one of FIRST_ONLY is the plan's: another control plane may be ready by
     * now, and what would be done there was not shown.
     */
    private List<Host> hosts(Track track) {
        if (track.spread().equals(Spread.FIRST_ONLY)) {
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
     * and load balancers go singly, workers by tenths, and no zone begins before the one before it
     * is done.
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
        zoneByZone(others, TENTH, host -> walk(host, track));
    }

    /** So many of the hosts at a time, and no zone before the one before it is done. */
    private static void zoneByZone(List<Host> hosts, Share atOnce, Consumer<Host> walk) {
        var places = new Semaphore(atOnce.of(hosts.size()), true);
        for (List<Host> zone : Zones.groups(hosts)) {
            Parallel.forEach(
                    zone,
                    host -> {
                        places.acquireUninterruptibly();
                        try {
                            walk.accept(host);
                        } finally {
                            places.release();
                        }
                    });
        }
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
            gate.after(host)
                    .ifPresent(problem -> {
                        stopped(host, problem);
                        rescue(host, track);
                    });
        }
    }

    private void stopped(Host host, Problem problem) {
        stop.set();
        record(host, new HostFlow.Walked(0, 0, Optional.of(problem), Duration.ZERO));
    }

    private void walk(Host host, Track track) {
        walk(host, track, stop);
    }

    private void walk(Host host, Track track, StopSign sign) {
        if (sign.isSet()) {
            return;
        }
        var part = fleet.inPlace(() -> flow.walk(host, track.steps(), sign));
        record(host, part);
        if (part.problem().isPresent()) {
            rescue(host, track);
        }
    }

    /** Whatever else stops: the host is not left as it is. */
    private void rescue(Host host, Track track) {
        if (track.rescue().isEmpty()) {
            return;
        }
        var part = fleet.inPlace(() -> flow.rescue(host, track.rescue()));
        walked.computeIfPresent(host.name(), (_, failed) -> failed.rescuedBy(part));
        part.problem().ifPresent(rescueProblems::add);
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
