package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.RestoreFact;
import io.kprov.facts.RestoreState;
import io.kprov.model.Host;
import io.kprov.procedure.Restore;
import io.kprov.snapshot.RestoreOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What the steps of a restore decide, from the first look to the last. */
final class RestoreStepsTest {
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final Instant SINCE = Instant.parse("2026-11-25T12:00:00Z");
    private static final Set<String> PODS =
            Set.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    private static final RestoreState UNTOUCHED =
            new RestoreState(
                    false, false, false, false, PODS, Set.of(), Set.of("etcd", "kube-apiserver"));
    private static final RestoreState PREPARED =
            new RestoreState(
                    true, true, false, false, PODS, Set.of(), Set.of("etcd", "kube-apiserver"));
    private static final RestoreState STOPPED =
            new RestoreState(true, true, false, true, Set.of(), PODS, Set.of());
    private static final RestoreState SWAPPED =
            new RestoreState(true, false, true, true, Set.of(), PODS, Set.of());
    private static final RestoreState STARTED =
            new RestoreState(
                    true, false, true, true, PODS, Set.of(), Set.of("etcd", "kube-apiserver"));
    private static final RestoreState ENDED =
            new RestoreState(
                    false, false, true, false, PODS, Set.of(), Set.of("etcd", "kube-apiserver"));

    private static RestoreOrder order(String... members) {
        return new RestoreOrder(
                "20261125T120000Z-0123abcd",
                SINCE,
                List.of(members),
                new RestoreOrder.Source.File("/home/ann/snapshot.db", 5_000_000, "0".repeat(64)));
    }

    private static final RestoreOrder ALL = order("cp-1", "cp-2", "cp-3");

    private static Situation all(RestoreState state) {
        var situation = Situation.finished(HA).everywhere(new RestoreFact(ALL), state);
        for (String node : List.of("cp-1", "cp-2", "cp-3", "w-1", "w-2")) {
            reported(situation, node, SINCE.plusSeconds(60));
        }
        return situation;
    }

    private static void reported(Situation situation, String name, Instant when) {
        var node =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"status": {"conditions": [
                                  {"type": "Ready", "status": "True", "lastHeartbeatTime": "%s"}]}}
                                """
                                        .formatted(when));
        situation.everywhere(new ObjectFact("v1", "Node", "", name), new ObjectState.Present(node));
    }

    private static Decision decide(
            RestoreOrder order, Situation situation, String step, String host) {
        var steps = Restore.procedure(order).steps();
        return steps.stream()
                .filter(each -> each.id().equals(step))
                .findFirst()
                .map(each -> decide(each, steps, situation, host))
                .orElseThrow();
    }

    private static Decision decide(Step step, List<Step> asked, Situation situation, String host) {
        var target = situation.blueprint().cluster().host(host);
        return step.decide(
                new View(
                        situation.blueprint(),
                        target,
                        situation.answers(target, step.facts(situation.blueprint(), target)),
                        situation.seen(asked)));
    }

    private static boolean acts(RestoreState state, String step) {
        return decide(ALL, all(state), step, "cp-1") instanceof Decision.Do;
    }

    @ParameterizedTest
    @CsvSource({
        "upload-snapshot,     UNTOUCHED",
        "prepare-member,      UNTOUCHED",
        "stop-control-plane,  UNTOUCHED PREPARED",
        "swap-data,           UNTOUCHED PREPARED STOPPED",
        "start-control-plane, UNTOUCHED PREPARED STOPPED SWAPPED",
        "catch-up,            UNTOUCHED PREPARED STOPPED",
        "end-restore,         UNTOUCHED PREPARED STOPPED SWAPPED STARTED",
    })
    void each_step_has_something_to_do_until_its_work_is_done(String step, String states) {
        var acting =
                Map.of(
                                "UNTOUCHED", UNTOUCHED,
                                "PREPARED", PREPARED,
                                "STOPPED", STOPPED,
                                "SWAPPED", SWAPPED,
                                "STARTED", STARTED,
                                "ENDED", ENDED)
                        .entrySet()
                        .stream()
                        .filter(state -> acts(state.getValue(), step))
                        .map(Map.Entry::getKey)
                        .toList();

        assertThat(acting).as(step).containsExactlyInAnyOrder(states.split(" "));
    }

    @Test
    void nothing_of_it_is_left_to_do_when_it_has_ended() {
        var steps = Restore.procedure(ALL).steps();
        var situation = all(ENDED);
        for (Host host : situation.blueprint().cluster().hosts()) {
            assertThat(
                            steps.stream()
                                    .filter(step -> step.appliesTo(situation.blueprint(), host))
                                    .filter(step ->
                                            !(decide(step, steps, situation, host.name())
                                                    instanceof Decision.Skip))
                                    .map(Step::id))
                    .as(host.name())
                    .isEmpty();
        }
    }

    @Test
    void the_control_plane_stops_while_one_member_still_has_the_old_data() {
        var others = all(SWAPPED).with("cp-3", new RestoreFact(ALL), UNTOUCHED);

        assertThat(decide(ALL, others, "stop-control-plane", "cp-3"))
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        act -> {
                            assertThat(act.sign()).isEqualTo(Decision.Sign.REMOVE);
                            assertThat(act.reason())
                                    .isEqualTo("etcd and kube-apiserver run on the old data");
                        });
    }

    @Test
    void a_host_that_was_stopped_and_started_by_a_stranger_is_stopped_again() {
        var strange =
                all(STOPPED)
                        .with(
                                "cp-2",
                                new RestoreFact(ALL),
                                new RestoreState(
                                        true, true, false, true, Set.of(), PODS, Set.of("etcd")));

        assertThat(decide(ALL, strange, "stop-control-plane", "cp-2"))
                .isInstanceOf(Decision.Do.class);
    }

    @Test
    void members_that_get_no_data_only_put_theirs_aside() {
        var first = order("cp-1");
        var situation = Situation.finished(HA).everywhere(new RestoreFact(first), STOPPED);

        assertThat(decide(first, situation, "swap-data", "cp-2"))
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        act ->
                                assertThat(act.reason())
                                        .isEqualTo("its member joins the new cluster later"));
        assertThat(
                        Restore.procedure(first).steps().stream()
                                .filter(step ->
                                        step.appliesTo(
                                                situation.blueprint(),
                                                situation.blueprint().cluster().host("cp-2")))
                                .map(Step::id))
                .contains("stop-control-plane", "swap-data", "end-restore")
                .doesNotContain("start-member", "start-control-plane", "prepare-member");
    }

    @Test
    void a_kubelet_whose_node_reported_only_before_the_restore_catches_up() {
        var late = all(ENDED);
        reported(late, "w-1", SINCE.minusSeconds(1));

        assertThat(decide(ALL, late, "catch-up", "w-1"))
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        act ->
                                assertThat(act.reason())
                                        .isEqualTo("its node has not reported since"));
        assertThat(decide(ALL, late, "catch-up", "w-2")).isInstanceOf(Decision.Skip.class);
    }

    @Test
    void a_survivors_data_is_saved_only_when_everything_has_stopped() {
        var order =
                new RestoreOrder(
                        "id", SINCE, List.of("cp-2"), new RestoreOrder.Source.Survivor("cp-2"));

        assertThat(Restore.procedure(order).stages())
                .extracting(stage -> stage.name())
                .containsSubsequence("stop", "snapshot", "data", "members", "control planes");
        assertThat(Restore.procedure(ALL).stages())
                .extracting(stage -> stage.name())
                .containsSubsequence("snapshot", "stop", "data", "members", "control planes");
    }

    @Test
    void a_member_serves_the_new_data_when_it_is_healthy_on_it() {
        var healthy = all(STARTED);
        var dead = all(STARTED).everywhere(new EtcdMembersFact(), EtcdMembers.SILENT);

        assertThat(decide(ALL, healthy, "start-member", "cp-1")).isInstanceOf(Decision.Skip.class);
        assertThat(decide(ALL, dead, "start-member", "cp-1")).isInstanceOf(Decision.Do.class);
        assertThat(decide(ALL, all(PREPARED), "start-member", "cp-1"))
                .isInstanceOf(Decision.Do.class);
    }
}
