package io.kprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.procedure.Install;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Situation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The plan of an install, from what was seen. */
final class PlannerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static Plan plan(Situation situation) {
        return new Planner(InstantSource.fixed(NOW))
                .plan(Install.procedure(), situation.blueprint(), situation.seen());
    }

    private static Answer.Change change(Plan plan, String host, String step) {
        return plan.find(host, step)
                .map(Plan.PlannedStep::answer)
                .map(Answer.Change.class::cast)
                .orElseThrow();
    }

    private static List<String> fingerprints(Plan plan) {
        return plan.changes()
                .flatMap(step ->
                        step.answer() instanceof Answer.Change(_, _, var actions)
                                ? actions.stream()
                                        .map(action -> step.key() + " " + action.fingerprint())
                                : Stream.of())
                .toList();
    }

    @Test
    void a_blank_cluster_is_created_stage_after_stage() {
        var plan = plan(Situation.blank(Clusters.withoutPki(Clusters.highlyAvailable())));

        assertThat(plan.made()).isEqualTo(NOW);
        assertThat(plan.stages().stream().map(Plan.PlannedStage::name))
                .containsExactlyElementsOf(
                        Install.procedure().stages().stream().map(stage -> stage.name()).toList());
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.isDestructive()).isFalse();
        assertThat(change(plan, "cp-1", "make-pki").sign()).isEqualTo(Sign.CREATE);
        assertThat(change(plan, "w-1", "join-node").reason()).contains("not in the cluster yet");
        assertThat(plan.find("cp-2", "init-control-plane")).isEmpty();
    }

    @Test
    void a_finished_cluster_needs_nothing() {
        for (Blueprint blueprint : Clusters.all()) {
            var plan = plan(Situation.finished(blueprint));

            assertThat(plan.changes()).isEmpty();
            assertThat(plan.isEmpty()).isTrue();
        }
    }

    @Test
    void a_file_that_changes_is_shown_as_a_diff() {
        var fact = FileFact.content("/etc/haproxy/haproxy.cfg");
        var situation =
                Situation.finished(Clusters.highlyAvailable())
                        .with(
                                "cp-2",
                                fact,
                                new FileState.Present(
                                        "0644",
                                        "root:root",
                                        "0".repeat(64),
                                        Optional.of("# edited by hand\n")));

        var change = change(plan(situation), "cp-2", "configure-haproxy");

        assertThat(change.sign()).isEqualTo(Sign.CHANGE);
        assertThat(change.reason()).isEqualTo("/etc/haproxy/haproxy.cfg differs");
        assertThat(change.actions().getFirst().diff())
                .contains("--- on the host", "+++ wanted", "-# edited by hand");
    }

    @Test
    void an_unreachable_host_is_blocked_and_the_others_are_planned() {
        var plan = plan(Situation.finished(Clusters.highlyAvailable()).unreachable("w-1"));

        assertThat(plan.steps().filter(step -> step.host().equals("w-1")))
                .isNotEmpty()
                .allMatch(step -> step.answer() instanceof Answer.Blocked);
        assertThat(plan.problems()).hasSize(1);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.isEmpty()).isFalse();
    }

    @Test
    void a_ready_control_plane_stands_for_the_cluster() {
        var plan =
                plan(
                        Situation.finished(Clusters.highlyAvailable())
                                .with("cp-1", ClusterView.apiServerReady(), 500));

        assertThat(plan.find("cp-1", "upload-settings")).isEmpty();
        assertThat(plan.find("cp-2", "upload-settings")).isPresent();
    }

    @Test
    void no_secret_is_in_any_text() {
        var blueprint = Clusters.highlyAvailable();
        // The old key on the host is as secret as the new one.
        var situation = Situation.blank(Clusters.withoutPki(blueprint));
        for (var each : List.of(situation, Situation.blank(blueprint))) {
            var plan = plan(each);
            String token = blueprint.joinTokens().of(Clusters.host(blueprint, "w-1")).reveal();

            for (String text : List.of(plan.toString(), PlanFile.toJson(plan))) {
                assertThat(text)
                        .doesNotContain(Clusters.SECRET)
                        .doesNotContain(blueprint.vrrpPassword().reveal())
                        .doesNotContain(token)
                        .doesNotContain(token.substring(7));
            }
        }
    }

    @Test
    void equal_wishes_have_equal_fingerprints() {
        // Two runs: each mints join tokens of its own.
        assertThat(fingerprints(plan(Situation.blank(Clusters.highlyAvailable()))))
                .isEqualTo(fingerprints(plan(Situation.blank(Clusters.highlyAvailable()))));
    }

    @Test
    void another_wish_has_another_fingerprint() {
        var before = fingerprints(plan(Situation.blank(Clusters.highlyAvailable())));

        for (var other :
                List.of(
                        Clusters.highlyAvailable("vrid: 51", "vrid: 52"),
                        Clusters.highlyAvailable("disk: ssd", "disk: hdd"),
                        Clusters.highlyAvailable("10.244.0.0/16", "10.240.0.0/16"),
                        Clusters.highlyAvailable("backend: vxlan", "backend: host-gw"))) {
            assertThat(fingerprints(plan(Situation.blank(other)))).isNotEqualTo(before);
        }
    }

    @Test
    void a_manifest_is_part_of_the_fingerprint_of_its_command() {
        var vxlan = plan(Situation.blank(Clusters.highlyAvailable()));
        var hostGw =
                plan(
                        Situation.blank(
                                Clusters.highlyAvailable("backend: vxlan", "backend: host-gw")));

        assertThat(change(hostGw, "cp-1", "apply-network").actions())
                .extracting(PlannedAction::fingerprint)
                .doesNotContainAnyElementsOf(
                        change(vxlan, "cp-1", "apply-network").actions().stream()
                                .map(PlannedAction::fingerprint)
                                .toList());
    }
}
