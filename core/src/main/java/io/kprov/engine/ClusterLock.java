package io.kprov.engine;

import io.kprov.engine.LockAnswer.Dropped;
import io.kprov.engine.LockAnswer.Free;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.engine.LockAnswer.Taken;
import io.kprov.engine.LockAnswer.Unknown;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.state.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The lock of a cluster: whoever has it on a majority of the control planes works alone, from
 * whatever machine. It is there before the cluster is: a folder on hosts.
 */
public final class ClusterLock {
    /** Longer than a host that does not answer keeps its caller waiting. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** How often a lock is fought for whose holders die at once. */
    private static final int ROUNDS = 3;

    private final List<Host> controlPlanes;
    private final Fleet fleet;
    private final LockFolder folder;

    public ClusterLock(Cluster cluster, Fleet fleet) {
        this(cluster, fleet, LockFolder.ON_HOSTS);
    }

    ClusterLock(Cluster cluster, Fleet fleet, LockFolder folder) {
        this.controlPlanes = cluster.controlPlanes();
        this.fleet = fleet;
        this.folder = folder;
    }

    /** How a try to take it ended. */
    public sealed interface Taking {
        /** It is ours, unless too few control planes could be asked: {@link HeldLock} knows. */
        record Ours(HeldLock lock) implements Taking {}

        record Refused(Held by) implements Taking {}
    }

    /** What each control plane says. */
    public Map<Host, LockAnswer> look() {
        return look(_ -> false);
    }

    private Map<Host, LockAnswer> look(Predicate<Map<Host, LockAnswer>> enough) {
        return ordered(Ballot.ask(controlPlanes, host -> ahead(host, folder::show), enough, LIMIT));
    }

    /** Takes the lock with this id away wherever it is; every control plane answers. */
    public Map<Host, LockAnswer> drop(String id) {
        return ordered(
                Ballot.ask(
                        controlPlanes,
                        host -> ahead(host, remote -> folder.drop(remote, id)),
                        _ -> false,
                        LIMIT));
    }

    /**
     * Takes the lock, one control plane after the other in the inventory's order: of several who
     * try at once, one comes first everywhere, and the others give back what they have.
     *
     * @param gone whether the holder is known to be dead, so that its lock may be taken over
     * @param takenOver told once of each such holder
     */
    public Taking take(Claim mine, Predicate<Claim> gone, Consumer<Claim> takenOver) {
        // All at once first: who is there, and whether the answer of a silent one is needed.
        var seen = look(answers -> refusal(answers, gone).isPresent());
        var refused = refusal(seen, gone);
        if (refused.isPresent()) {
            return new Taking.Refused(refused.get());
        }
        var touched = new ArrayList<Host>();
        var unknown = new LinkedHashMap<Host, Unknown>();
        var dead = new LinkedHashMap<String, Claim>();
        int taken = 0;
        for (Host host : controlPlanes) {
            if (seen.get(host) instanceof Unknown silent) {
                unknown.put(host, silent);
                continue;
            }
            // Also when no answer comes: it may have been done.
            touched.add(host);
            switch (takeOn(host, mine, gone, dead)) {
                case Taken _ -> taken++;
                case Unknown silent -> unknown.put(host, silent);
                case Held by -> {
                    // Behind a majority of ours there is no other: what is left is of a run that
                    // could not reach the host to give it back.
                    if (taken < majority()) {
                        new HeldLock(this, mine.id(), touched, taken, unknown).close();
                        return new Taking.Refused(by);
                    }
                }
                case Free _, Dropped _ -> throw new IllegalStateException("not taken, not held");
            }
        }
        dead.values().forEach(takenOver);
        return new Taking.Ours(new HeldLock(this, mine.id(), touched, taken, unknown));
    }

    private LockAnswer takeOn(
            Host host, Claim mine, Predicate<Claim> gone, Map<String, Claim> dead) {
        LockAnswer answer = ahead(host, remote -> folder.take(remote, mine));
        for (int i = 1; i < ROUNDS && answer instanceof Held by && isGone(by, gone); i++) {
            by.claim().ifPresent(claim -> dead.put(by.id(), claim));
            ahead(host, remote -> folder.drop(remote, by.id()));
            answer = ahead(host, remote -> folder.take(remote, mine));
        }
        return answer;
    }

    private static boolean isGone(Held by, Predicate<Claim> gone) {
        return by.claim().filter(gone).isPresent();
    }

    /** One holder whom a majority names, and who may live. */
    private Optional<Held> refusal(Map<Host, LockAnswer> answers, Predicate<Claim> gone) {
        var counts = new HashMap<String, Integer>();
        for (LockAnswer answer : answers.values()) {
            if (answer instanceof Held by
                    && counts.merge(by.id(), 1, Integer::sum) >= majority()
                    && !isGone(by, gone)) {
                return Optional.of(by);
            }
        }
        return Optional.empty();
    }

    int majority() {
        return controlPlanes.size() / 2 + 1;
    }

    int size() {
        return controlPlanes.size();
    }

    /** Asks all; ends early when {@code enough}, late never after the limit. */
    Map<Host, LockAnswer> show(Predicate<Map<Host, LockAnswer>> enough, Duration limit) {
        return Ballot.ask(
                controlPlanes, host -> on(host, fleet::remote, folder::show), enough, limit);
    }

    void giveBack(List<Host> hosts, String id, Duration limit) {
        Ballot.ask(
                hosts,
                host -> on(host, fleet::remote, remote -> folder.drop(remote, id)),
                _ -> false,
                limit);
    }

    private LockAnswer ahead(Host host, Function<Remote, LockAnswer> question) {
        return on(host, fleet::ahead, question);
    }

    private LockAnswer on(
            Host host, Function<Host, Remote> way, Function<Remote, LockAnswer> question) {
        try {
            return question.apply(way.apply(host));
        } catch (RemoteException failure) {
            if (Transient.of(failure).isPresent()) {
                fleet.forget(host);
            }
            return new Unknown(failure.problems().getFirst(), false);
        }
    }

    /** In the inventory's order; those without an answer are said to have none. */
    private Map<Host, LockAnswer> ordered(Map<Host, LockAnswer> answers) {
        var all = new LinkedHashMap<Host, LockAnswer>();
        for (Host host : controlPlanes) {
            all.put(host, answers.getOrDefault(host, silent(host)));
        }
        return all;
    }

    private static LockAnswer silent(Host host) {
        return new Unknown(
                new Problem(
                        host + " did not answer",
                        "it was asked for the lock of the cluster",
                        "nothing was changed there",
                        "see that it can be reached, then repeat the same command"),
                false);
    }
}
