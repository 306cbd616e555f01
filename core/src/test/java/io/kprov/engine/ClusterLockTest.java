package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.engine.ClusterLock.Taking;
import io.kprov.engine.LockAnswer.Dropped;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.remote.Connector;
import io.kprov.remote.Remote;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedSite;
import io.kprov.state.Claim;
import io.kprov.step.Clusters;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three control planes, and runs that want them for themselves. */
final class ClusterLockTest {
    private static final Claim ANN = LockFolderTest.claim(1);
    private static final Claim BOB = LockFolderTest.claim(2);

    private final Cluster cluster = Clusters.highlyAvailable().cluster();
    private final SimulatedSite site =
            new SimulatedSite(cluster, InstantSource.system(), Mishap.Source.none());
    private final List<Claim> takenOver = new ArrayList<>();
    private String dead = "";

    /** A run's view: with connections of its own. */
    private ClusterLock lock() {
        return new ClusterLock(cluster, new Fleet(site.connector(), 50));
    }

    private Taking take(Claim claim) {
        return lock().take(claim, other -> other.id().equals(dead), takenOver::add);
    }

    private HeldLock taken(Claim claim) {
        var taking = take(claim);
        assertThat(taking).isInstanceOf(Taking.Ours.class);
        var lock = ((Taking.Ours) taking).lock();
        lock.require();
        return lock;
    }

    private Held refused(Claim claim) {
        var taking = take(claim);
        assertThat(taking).isInstanceOf(Taking.Refused.class);
        return ((Taking.Refused) taking).by();
    }

    /** Whose lock each control plane has. */
    private List<String> holders() {
        return lock().look().values().stream()
                .map(answer -> answer instanceof Held by ? by.id() : "")
                .toList();
    }

    @Test
    void it_is_on_every_control_plane_until_it_is_given_back() {
        try (var _ = taken(ANN)) {
            assertThat(holders()).containsExactly(ANN.id(), ANN.id(), ANN.id());
            assertThat(refused(BOB).claim()).contains(ANN);
        }

        assertThat(holders()).containsExactly("", "", "");
        taken(BOB);
    }

    @Test
    void of_many_at_once_exactly_one_has_it() {
        Queue<Taking> takings = new ConcurrentLinkedQueue<>();
        Parallel.forEach(
                IntStream.range(0, 20).boxed().toList(),
                i -> takings.add(take(LockFolderTest.claim(i))));

        assertThat(takings).filteredOn(Taking.Ours.class::isInstance).hasSize(1);
        assertThat(new HashSet<>(holders())).hasSize(1).doesNotContain("");
    }

    @Test
    void a_majority_is_enough() {
        site.machine("cp-1").powerOff();

        try (var _ = taken(ANN)) {
            site.machine("cp-1").powerOn();
            assertThat(refused(BOB).claim()).contains(ANN);
            assertThat(holders()).containsExactly("", ANN.id(), ANN.id());
        }
    }

    @Test
    void less_than_a_majority_is_not_enough_and_is_given_back() {
        site.machine("cp-1").powerOff();
        site.machine("cp-3").powerOff();

        var taking = take(ANN);

        try (var lock = ((Taking.Ours) taking).lock()) {
            var failure = catchThrowableOfType(KprovException.class, lock::require);
            assertThat(failure.exitCode()).isEqualTo(ExitCode.SSH);
            assertThat(failure.problems()).hasSize(2);
        }
        assertThat(holders()).containsExactly("", "", "");
    }

    @Test
    void what_a_host_that_was_away_still_has_keeps_nobody_out_behind_a_majority() {
        try (var _ = taken(ANN)) {
            site.machine("cp-3").powerOff();
        }
        site.machine("cp-3").powerOn();
        assertThat(holders()).containsExactly("", "", ANN.id());

        try (var lock = taken(BOB)) {
            assertThat(holders()).containsExactly(BOB.id(), BOB.id(), ANN.id());
            assertThat(lock.broken()).isEmpty();
        }
    }

    @Test
    void a_dead_holder_is_taken_over_on_every_host_and_told_of_once() {
        taken(ANN);
        dead = ANN.id();

        try (var _ = taken(BOB)) {
            assertThat(holders()).containsExactly(BOB.id(), BOB.id(), BOB.id());
        }
        assertThat(takenOver).containsExactly(ANN);
    }

    @Test
    void of_many_who_find_a_dead_holder_exactly_one_takes_over() {
        taken(ANN);
        dead = ANN.id();
        Queue<Taking> takings = new ConcurrentLinkedQueue<>();
        Parallel.forEach(
                IntStream.range(10, 30).boxed().toList(),
                i ->
                        takings.add(
                                lock().take(
                                                LockFolderTest.claim(i),
                                                other -> other.id().equals(dead),
                                                _ -> {})));

        assertThat(takings).filteredOn(Taking.Ours.class::isInstance).hasSize(1);
        assertThat(new HashSet<>(holders())).hasSize(1).doesNotContain(ANN.id(), "");
    }

    @Test
    void a_host_that_is_started_anew_keeps_it() {
        try (var lock = taken(ANN)) {
            for (String name : List.of("cp-1", "cp-2")) {
                site.machine(name).powerOff();
                site.machine(name).powerOn();
            }

            assertThat(lock.broken()).isEmpty();
            assertThat(refused(BOB).claim()).contains(ANN);
        }
    }

    @Test
    void one_wiped_host_breaks_it_for_nobody_and_a_second_one_does() {
        try (var lock = taken(ANN)) {
            site.machine("cp-1").wipe();
            assertThat(lock.broken()).isEmpty();

            site.machine("cp-2").wipe();
            assertThat(lock.broken())
                    .hasValueSatisfying(problem ->
                            assertThat(problem.toString())
                                    .contains(
                                            "lost the lock", ANN.id(), "no further one was begun"));
        }
    }

    @Test
    void hosts_out_of_reach_break_nothing() {
        try (var lock = taken(ANN)) {
            site.machine("cp-1").powerOff();
            site.machine("cp-2").powerOff();

            assertThat(lock.broken()).isEmpty();
        }
    }

    @Test
    void who_was_unlocked_learns_who_has_it_now_and_takes_nothing_from_them() {
        try (var lock = taken(ANN)) {
            assertThat(lock().drop(ANN.id()).values()).hasSize(3).containsOnly(new Dropped());
            taken(BOB);

            assertThat(lock.broken())
                    .hasValueSatisfying(problem ->
                            assertThat(problem.why())
                                    .contains("kprov apply of ann", "(process 42)"));
        }
        assertThat(holders()).containsExactly(BOB.id(), BOB.id(), BOB.id());
    }

    @Test
    void an_answer_that_was_lost_leaves_no_lock_behind() {
        var once = new AtomicInteger();
        var unlucky =
                new SimulatedSite(
                        cluster,
                        InstantSource.system(),
                        // The fifth call is the take on the second host: three looks, one take.
                        (host, command) ->
                                command.equals("lock") && once.incrementAndGet() == 5
                                        ? new Mishap.LostAfter()
                                        : new Mishap.None());
        var lock = new ClusterLock(cluster, new Fleet(unlucky.connector(), 50));

        var taking = lock.take(ANN, _ -> false, takenOver::add);
        try (var held = ((Taking.Ours) taking).lock()) {
            held.require();
        }

        assertThat(lock.look().values()).hasSize(3).containsOnly(new LockAnswer.Free());
    }

    @Test
    void what_keeps_every_connection_from_being_made_is_told_as_it_is() {
        var told =
                new KprovException(
                        ExitCode.FAILED,
                        new Problem("known_hosts cannot be read", "why", "state", "next"));
        var lock = new ClusterLock(cluster, new Fleet(new Refusing(told), 50));

        assertThatThrownBy(() -> lock.take(ANN, _ -> false, takenOver::add)).isSameAs(told);
    }

    private record Refusing(KprovException why) implements Connector {
        @Override
        public Remote connect(Host host) {
            throw why;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
