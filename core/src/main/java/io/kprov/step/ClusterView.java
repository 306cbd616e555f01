package io.kprov.step;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ObjectFact;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of every host at one time; a host that could not be reached is a case of its own.
 */
public final class ClusterView {

    /** How a look at a host ended. */
    public sealed interface Look {
        /**
         * It answered.
         *
         * @param window when it was asked and had answered; empty for facts put together from
         *     several looks
         */
        record Seen(HostFacts facts, Optional<Window> window) implements Look {
            public Seen(HostFacts facts) {
                this(facts, Optional.empty());
            }
        }

        /**
         * It did not.
         *
         * @param away whether nobody answered, rather than somebody who let us not in
         */
        record Unseen(Problem problem, boolean away) implements Look {}
    }

    /** The span of one look, by the operator's clock. */
    public record Window(Instant asked, Instant answered) {}

    private final Cluster cluster;
    private final Map<String, Look> looks;
    private final HostFacts clusterFacts;
    private final LeftOut leftOut;

    /** Everything as a look at all hosts found it. */
    public ClusterView(Cluster cluster, Map<String, Look> looks) {
        this(cluster, looks, HostFacts.none(), LeftOut.NOBODY);
    }

    private ClusterView(
            Cluster cluster, Map<String, Look> looks, HostFacts newer, LeftOut leftOut) {
        this.cluster = cluster;
        this.leftOut = leftOut;
        this.looks = new LinkedHashMap<>(looks);
        this.clusterFacts =
                readyControlPlanes().stream()
                        .findFirst()
                        .flatMap(this::facts)
                        .orElse(HostFacts.none())
                        .updatedWith(newer);
    }

    /** The same with newer facts of a host. */
    public ClusterView withFacts(Host host, HostFacts newer) {
        var updated = new LinkedHashMap<>(looks);
        updated.put(
                host.name(),
                new Look.Seen(facts(host).orElse(HostFacts.none()).updatedWith(newer)));
        return new ClusterView(cluster, updated, clusterFacts, leftOut);
    }

    /** The same with newer answers about the cluster. */
    public ClusterView withClusterFacts(HostFacts newer) {
        return new ClusterView(cluster, looks, clusterFacts.updatedWith(newer), leftOut);
    }

    /** The same without the workers that the operator can do without, among those unseen. */
    public ClusterView leaving(LeftOut tolerated) {
        return new ClusterView(cluster, looks, clusterFacts, tolerated.with(cluster, this));
    }

    /** The same without a host that was lost, if the operator can do without. */
    public ClusterView leaving(Host host, Problem why) {
        return new ClusterView(cluster, looks, clusterFacts, leftOut.with(cluster, host, why));
    }

    /** Whether the operator can do without a host that takes part. */
    public boolean mayLeave(Host host) {
        return leftOut.hasRoomFor(cluster, host);
    }

    /** The workers that this is all done without. */
    public LeftOut leftOut() {
        return leftOut;
    }

    /** The facts of a host that was reached. */
    public Optional<HostFacts> facts(Host host) {
        return looks.get(host.name()) instanceof Look.Seen(var facts, _)
                ? Optional.of(facts)
                : Optional.empty();
    }

    /** When a host that was reached was looked at. */
    public Optional<Window> window(Host host) {
        return looks.get(host.name()) instanceof Look.Seen(_, var window)
                ? window
                : Optional.empty();
    }

    /** Why a host could not be reached. */
    public Optional<Problem> whyUnseen(Host host) {
        return looks.get(host.name()) instanceof Look.Unseen(var problem, _)
                ? Optional.of(problem)
                : Optional.empty();
    }

    /** Whether a host could not be reached because nobody answers there. */
    public boolean isAway(Host host) {
        return looks.get(host.name()) instanceof Look.Unseen(_, var away) && away;
    }

    /** Hosts that could not be reached and are not left out, with the reason. */
    public Map<Host, Problem> unseen() {
        var unseen = new LinkedHashMap<Host, Problem>();
        for (Host host : cluster.hosts()) {
            if (!leftOut.has(host)) {
                whyUnseen(host).ifPresent(problem -> unseen.put(host, problem));
            }
        }
        return unseen;
    }

    /**
     * The question whether the API server on a control plane is ready, asked on that host itself.
     */
    public static HttpFact apiServerReady() {
        return new HttpFact("https://127.0.0.1:" + ControlPlane.API_SERVER_PORT + "/readyz");
    }

    /** The question for the namespace that every cluster has; no two have it with the same UID. */
    public static ObjectFact identity() {
        return new ObjectFact("v1", "Namespace", "", "kube-system");
    }

    /**
     * Control planes whose own API server is ready, in inventory order: commands may be run from
     * any of them.
     */
    public List<Host> readyControlPlanes() {
        var ready = new ArrayList<Host>();
        for (Host host : cluster.controlPlanes()) {
            facts(host)
                    .filter(facts ->
                            facts.knows(apiServerReady()) && facts.get(apiServerReady()) == 200)
                    .ifPresent(facts -> ready.add(host));
        }
        return ready;
    }

    /** An answer about the cluster; empty while no API server answers. */
    public <A> Optional<A> ask(Fact<A> fact) {
        return clusterFacts.knows(fact) ? Optional.of(clusterFacts.get(fact)) : Optional.empty();
    }
}
