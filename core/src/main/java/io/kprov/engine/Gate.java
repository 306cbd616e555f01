package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.HostFacts;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Guards rolling work on control planes: before a host is touched, etcd must stay above quorum
 * without it; after it, its API server must be ready and every voting member healthy.
 */
final class Gate {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final EtcdMembersFact ETCD = new EtcdMembersFact();

    private final Cluster cluster;
    private final LookBook book;
    private final RunListener listener;
    private final Waiter waiter;

    Gate(Cluster cluster, LookBook book, RunListener listener, Waiter waiter) {
        this.cluster = cluster;
        this.book = book;
        this.listener = listener;
        this.waiter = waiter;
    }

    /** Whether the host serves the cluster: one that does not needs no guard. */
    boolean guards(Host host) {
        return book.view().readyControlPlanes().contains(host) || isMemberApart(host);
    }

    /** Whether it holds a member of external etcd, and that one answered. */
    boolean isMemberApart(Host host) {
        return cluster.isExternalMember(host)
                && book.view()
                        .facts(host)
                        .filter(facts -> facts.knows(ETCD) && facts.get(ETCD).answered())
                        .isPresent();
    }

    /** Empty when the host may be worked on. */
    Optional<Problem> before(Host host) {
        if (cluster.hasStackedEtcd() && cluster.controlPlanes().size() == 1) {
            return Optional.empty();
        }
        return pass(
                host,
                "etcd keeps its quorum without the member on " + host,
                "etcd would lose its quorum without the member on " + host,
                () -> askEtcd(host).mayMiss(host.name()));
    }

    /** Empty when the host serves again. */
    Optional<Problem> after(Host host) {
        return pass(
                host,
                "its API server is ready and every etcd member healthy",
                "its API server is not ready, or an etcd member is not healthy",
                () -> look(host).filter(facts -> serves(host, facts)).isPresent());
    }

    /**
     * Empty when it is open within the limit; a wait is told.
     *
     * @param wanted what has to be so
     * @param otherwise the same, of a gate that stays closed
     */
    private Optional<Problem> pass(
            Host host, String wanted, String otherwise, BooleanSupplier open) {
        if (open.getAsBoolean()) {
            return Optional.empty();
        }
        var since = waiter.clock().instant();
        listener.gateWaits(host, wanted);
        if (waiter.poll(LIMIT, open)) {
            listener.gateOpened(host, Duration.between(since, waiter.clock().instant()));
            return Optional.empty();
        }
        var problem = closed(host, otherwise);
        listener.gateClosed(host, problem);
        return Optional.of(problem);
    }

    private boolean serves(Host host, HostFacts facts) {
        return (!book.hasServed(host) || facts.get(ClusterView.apiServerReady()) == 200)
                && (!cluster.isEtcdMember(host) || facts.get(ETCD).allHealthy());
    }

    /** Empty while the host is out of reach: it may be on its way up. */
    private Optional<HostFacts> look(Host host) {
        try {
            book.refresh(host, Set.of(ETCD));
            return book.view().facts(host);
        } catch (RemoteException failure) {
            book.lost(host, failure);
            return Optional.empty();
        }
    }

    /** The members as the host's own etcd lists them, or another one where that is silent. */
    private EtcdMembers askEtcd(Host host) {
        var asked = new ArrayList<>(cluster.etcdMembers());
        asked.remove(host);
        asked.addFirst(host);
        var answer = EtcdMembers.SILENT;
        for (Host member : asked) {
            if (!answer.answered() && book.view().facts(member).isPresent()) {
                answer = look(member).map(facts -> facts.get(ETCD)).orElse(answer);
            }
        }
        return answer;
    }

    private static Problem closed(Host host, String why) {
        return new Problem(
                host + ": the gate of the rolling work stays closed",
                why + ", for " + LIMIT.toSeconds() + " s",
                "hosts before it are done, "
                        + host
                        + " and those after it were not touched any further",
                "look at 'kprov status', mend what is bad, then run the same command again");
    }
}
