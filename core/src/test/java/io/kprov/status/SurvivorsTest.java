package io.kprov.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.error.KprovException;
import io.kprov.facts.BackupFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.Survivor;
import io.kprov.facts.SurvivorFact;
import io.kprov.model.Cluster;
import io.kprov.snapshot.BackupState;
import io.kprov.snapshot.KeptSnapshot;
import io.kprov.snapshot.SnapshotProof;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose data etcd begins anew with when its quorum is lost. */
final class SurvivorsTest {
    private static final Cluster CLUSTER = Clusters.highlyAvailable().cluster();
    private static final Survivor NOTHING = new Survivor(false, Optional.empty());
    private static final Survivor SILENT = new Survivor(true, Optional.empty());

    private final Map<String, Map<Fact<?>, Object>> answers = new HashMap<>();

    SurvivorsTest() {
        for (String host : List.of("cp-1", "cp-2", "cp-3")) {
            answers.put(
                    host,
                    new HashMap<>(
                            Map.of(
                                    new EtcdMembersFact(), EtcdMembers.SILENT,
                                    new SurvivorFact(), NOTHING,
                                    new BackupFact(), BackupState.NONE)));
        }
    }

    private static Survivor at(long revision, long term, long index) {
        return new Survivor(true, Optional.of(new Survivor.Word(revision, term, index)));
    }

    private <A> void says(String host, Fact<A> fact, A answer) {
        answers.computeIfAbsent(host, _ -> new HashMap<>()).put(fact, answer);
    }

    private Survivors choose(String... from) {
        var looks = new HashMap<String, ClusterView.Look>();
        answers.forEach(
                (host, facts) -> looks.put(host, new ClusterView.Look.Seen(new HostFacts(facts))));
        return Survivors.of(
                CLUSTER, new ClusterView(CLUSTER, looks), List.of(from).stream().findFirst());
    }

    private void refused(String what, String next, String... from) {
        assertThatThrownBy(() -> choose(from))
                .isInstanceOfSatisfying(
                        KprovException.class,
                        refusal -> {
                            var problem = refusal.problems().getFirst();
                            assertThat(problem.what()).isEqualTo(what);
                            assertThat(problem.state()).isEqualTo("nothing was changed");
                            assertThat(problem.next()).contains(next);
                        });
    }

    @Test
    void the_later_term_is_further_than_the_longer_log() {
        says("cp-1", new SurvivorFact(), at(900, 3, 990));
        says("cp-2", new SurvivorFact(), at(800, 4, 880));
        says("cp-3", new SurvivorFact(), at(801, 4, 881));

        assertThat(choose().chosen().name()).isEqualTo("cp-3");
    }

    @Test
    void what_may_be_lost_is_said() {
        says("cp-2", new SurvivorFact(), at(800, 4, 880));

        assertThat(choose().lines())
                .containsExactly(
                        "cp-2: revision 800, term 4, log up to 880",
                        "warning: what [cp-1, cp-3] had acknowledged and cp-2 never received is lost",
                        "taken: the data of cp-2");
    }

    @Test
    void the_only_one_with_data_is_taken_though_it_cannot_speak() {
        says("cp-2", new SurvivorFact(), SILENT);

        assertThat(choose().chosen().name()).isEqualTo("cp-2");
    }

    @Test
    void of_several_of_which_one_cannot_speak_the_operator_chooses() {
        says("cp-1", new SurvivorFact(), at(800, 4, 880));
        says("cp-2", new SurvivorFact(), SILENT);

        refused("it is not clear which member is furthest", "--from NAME");
        assertThat(choose("cp-2").chosen().name()).isEqualTo("cp-2");
        refused("cp-3 has nothing to recover from", "cp-1, cp-2", "cp-3");
    }

    @Test
    void nothing_is_recovered_while_there_is_a_quorum_or_when_nothing_is_left() {
        refused("no member of etcd has outlived", "kprov etcd restore FILE");

        says("cp-1", new SurvivorFact(), at(800, 4, 880));
        says(
                "cp-2",
                new EtcdMembersFact(),
                new EtcdMembers(
                        List.of(new EtcdMembers.Member("a2", "cp-2", List.of(), List.of(), false)),
                        List.of()));
        refused("etcd has its quorum, and there is nothing to recover", "kprov etcd members");
    }

    @Test
    void a_snapshot_that_is_newer_is_better_unless_the_operator_chooses() {
        says("cp-1", new SurvivorFact(), at(800, 4, 880));
        says("cp-3", new BackupFact(), keeping(801));

        refused("a snapshot is newer than what the members have", "kprov etcd backup pull");
        assertThat(choose("cp-1").chosen().name()).isEqualTo("cp-1");

        says("cp-3", new BackupFact(), keeping(800));
        assertThat(choose().chosen().name()).isEqualTo("cp-1");
    }

    private static BackupState keeping(long revision) {
        var proof = new SnapshotProof(revision, 1, 1, "3.6.0", "", "0".repeat(64));
        var kept =
                new KeptSnapshot(
                        "prod.cp-3.20261125T120000Z.801.db",
                        "prod",
                        "cp-3",
                        Instant.parse("2026-11-25T12:00:00Z"),
                        1,
                        "0".repeat(64),
                        false,
                        proof);
        return new BackupState(
                Optional.of(kept), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
