package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.remote.RemoteException;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** What is known of all hosts while a run goes on; each fresh look replaces the older one. */
final class LookBook {
    private final Fleet fleet;
    private final Gatherer gatherer;
    private final AtomicReference<ClusterView> view;
    private final Waiter waiter;
    private final Set<String> touched = ConcurrentHashMap.newKeySet();
    private final Set<Host> served = ConcurrentHashMap.newKeySet();

    /** Longest that an API server may be silent, e.g. while its static pod starts anew. */
    private static final Duration API_SILENCE = Duration.ofSeconds(60);

    /** A host that is there says so in less. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    LookBook(Fleet fleet, Gatherer gatherer, ClusterView first, Waiter waiter) {
        this.fleet = fleet;
        this.gatherer = gatherer;
        this.view = new AtomicReference<>(first);
        this.served.addAll(first.readyControlPlanes());
        this.waiter = waiter;
    }

    /** Notes that something was done on the host: facts from before may be wrong. */
    void touch(Host host) {
        touched.add(host.name());
    }

    boolean isTouched(Host host) {
        return touched.contains(host.name());
    }

    ClusterView view() {
        return view.get();
    }

    /** Whether a host that the operator can do without gives no answer; others are not asked. */
    boolean isGone(Host host) {
        if (!view.get().mayLeave(host)) {
            return false;
        }
        try {
            fleet.remote(host).run(Command.of("true"), ANSWER);
            return false;
        } catch (RemoteException failure) {
            return failure.isAway();
        }
    }

    /** Whether the run goes on without this host, which was lost. */
    boolean leaveOut(Host host, Problem why) {
        return view.updateAndGet(known -> known.leaving(host, why)).leftOut().has(host);
    }

    /** Looks at a host again. */
    void refresh(Host host, Set<Fact<?>> facts) {
        var questions = new LinkedHashSet<>(facts);
        if (host.has(Role.CONTROL_PLANE)) {
            questions.add(ClusterView.apiServerReady());
        }
        HostFacts answers = gatherer.ask(fleet.remote(host), questions);
        view.updateAndGet(known -> known.withFacts(host, answers));
        served.addAll(view.get().readyControlPlanes());
    }

    /**
     * Asks a ready control plane about the cluster again; nothing is asked while there has been
     * none. One that was ready may be silent for a while, so the question is repeated; what stays
     * without an answer is unknown then, never what was known before.
     */
    void refreshCluster(Set<Fact<?>> facts) {
        if (facts.isEmpty() || served().isEmpty()) {
            return;
        }
        var questions = new LinkedHashSet<>(facts);
        questions.add(ClusterView.apiServerReady());
        waiter.poll(API_SILENCE, () -> served().stream().anyMatch(host -> ask(host, questions)));
    }

    /** Whether it is a control plane whose API server was ready at any time of this run. */
    boolean hasServed(Host host) {
        return served().contains(host);
    }

    /** Control planes that answered in this run, those first that did so at the last look. */
    private Set<Host> served() {
        var ready = view.get().readyControlPlanes();
        served.addAll(ready);
        var all = new LinkedHashSet<>(ready);
        all.addAll(served);
        return all;
    }

    private boolean ask(Host host, Set<Fact<?>> questions) {
        try {
            HostFacts answers = gatherer.ask(fleet.remote(host), questions);
            view.updateAndGet(known -> known.withFacts(host, answers).withClusterFacts(answers));
            return answers.get(ClusterView.apiServerReady()) == 200;
        } catch (RemoteException failure) {
            lost(host, failure);
            return false;
        }
    }

    /**
     * A host does not answer any more: it counts as not ready, and the next look makes a new
     * connection.
     *
     * @throws RemoteException the same when it is none that passes by itself
     */
    void lost(Host host, RemoteException failure) {
        if (Transient.of(failure).isEmpty()) {
            throw failure;
        }
        fleet.forget(host);
        view.updateAndGet(known ->
                known.withFacts(host, new HostFacts(Map.of(ClusterView.apiServerReady(), 0))));
    }
}
