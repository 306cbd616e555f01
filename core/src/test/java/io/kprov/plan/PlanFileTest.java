package io.kprov.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.facts.PackageFact;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Clusters;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Plans that are kept, and what they allow later. */
final class PlanFileTest {
    @TempDir private Path directory;

    private Path inventory() throws IOException {
        return Files.writeString(directory.resolve("inventory.yaml"), "kind: Cluster\n");
    }

    @Test
    void a_saved_plan_is_read_back_as_it_was() throws IOException {
        Path file = directory.resolve("plan.json");
        for (Plan plan :
                List.of(
                        PlanPrinterTest.example(),
                        PlannerTest.plan(Situation.blank(Clusters.highlyAvailable())))) {
            var saved = PlanFile.of(plan, inventory());
            saved.save(file);

            assertThat(PlanFile.load(file)).isEqualTo(saved);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void the_json_has_sums_signs_and_reasons() {
        var root = JsonMapper.shared().readTree(PlanFile.toJson(PlanPrinterTest.example()));

        assertThat(root.at("/cluster").asString()).isEqualTo("prod");
        assertThat(root.at("/sums/create").asInt()).isEqualTo(3);
        assertThat(root.at("/stages/0/steps/0/answer").asString()).isEqualTo("create");
        assertThat(root.at("/stages/1/steps/0/reason").asString()).isEqualTo("haproxy.cfg differs");
        assertThat(root.at("/stages/0/steps/5/problem/what").asString()).contains("w-2");
    }

    @Test
    void a_changed_inventory_is_noticed() throws IOException {
        Path inventory = inventory();
        var saved = PlanFile.of(PlanPrinterTest.example(), inventory);

        assertThat(saved.fits(inventory)).isTrue();
        Files.writeString(inventory, "kind: Cluster \n");
        assertThat(saved.fits(inventory)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"format\": 2}",
                "{\"format\": 1, \"inventorySha256\": \"0\", \"plan\": {}}",
                "{\"format\": 1, \"inventorySha256\": \"0\", \"plan\": {\"cluster\": \"x\", \"procedure\": \"y\", \"made\": \"now\", \"stages\": []}}",
                "{\"format\": 1, \"inventorySha256\": \"0\", \"plan\": {\"cluster\": \"x\", \"procedure\": \"y\", \"made\": \"2026-01-01T00:00:00Z\", \"stages\": [{\"name\": \"s\", \"steps\": [{\"host\": \"h\", \"step\": \"s\", \"title\": \"t\", \"answer\": \"explode\", \"reason\": \"\", \"actions\": []}]}]}}"
            })
    void what_is_no_plan_is_refused(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("plan.json"), text);

        assertThatThrownBy(() -> PlanFile.load(file))
                .isInstanceOfSatisfying(
                        KprovException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("kprov plan --out");
    }

    @Test
    void a_plan_that_is_not_there_or_has_no_place_is_refused() throws IOException {
        assertThatThrownBy(() -> PlanFile.load(directory.resolve("none.json")))
                .isInstanceOf(KprovException.class);
        var saved = PlanFile.of(PlanPrinterTest.example(), inventory());
        assertThatThrownBy(() -> saved.save(directory.resolve("no/such/plan.json")))
                .isInstanceOf(KprovException.class)
                .hasMessageContaining("could not be saved");
    }

    @Test
    void the_same_look_wants_nothing_that_was_not_shown() {
        // Tokens are made anew in each run.
        var saved = PlannerTest.plan(Situation.blank(Clusters.highlyAvailable()));
        var fresh = PlannerTest.plan(Situation.blank(Clusters.highlyAvailable()));

        assertThat(PlanFile.unshown(saved, fresh)).isEmpty();
    }

    @Test
    void doing_less_than_was_shown_is_fine() {
        var saved = PlannerTest.plan(Situation.blank(Clusters.highlyAvailable()));
        var fresh = PlannerTest.plan(Situation.finished(Clusters.highlyAvailable()));

        assertThat(PlanFile.unshown(saved, fresh)).isEmpty();
    }

    @Test
    void a_new_change_is_a_sentence() {
        var saved = PlannerTest.plan(Situation.finished(Clusters.highlyAvailable()));
        var fresh =
                PlannerTest.plan(
                        Situation.finished(Clusters.highlyAvailable())
                                .with("w-2", new PackageFact("socat"), false));

        assertThat(PlanFile.unshown(saved, fresh))
                .containsExactly("w-2: install packages of the operating system: install socat");
    }

    @Test
    void another_content_of_the_same_file_was_not_shown() {
        var saved = PlannerTest.plan(Situation.blank(Clusters.highlyAvailable()));
        var fresh =
                PlannerTest.plan(Situation.blank(Clusters.highlyAvailable("vrid: 51", "vrid: 52")));

        assertThat(PlanFile.unshown(saved, fresh))
                .hasSize(3)
                .allMatch(each -> each.contains("write /etc/keepalived/keepalived.conf"));
    }

    @Test
    void a_removal_must_have_been_shown_as_one() {
        assertThat(PlanFile.unshown(leftovers(Sign.CHANGE), leftovers(Sign.REMOVE)))
                .containsExactly("w-1: see to leftovers: removes: not wanted");
        assertThat(PlanFile.unshown(leftovers(Sign.REMOVE), leftovers(Sign.REMOVE))).isEmpty();
    }

    private static Plan leftovers(Sign sign) {
        var change = new Answer.Change(sign, "not wanted", List.of());
        return new Plan(
                "prod",
                "install",
                Instant.EPOCH,
                List.of(
                        new PlannedStage(
                                "s",
                                List.of(
                                        new PlannedStep(
                                                "w-1", "leftovers", "see to leftovers", change)))));
    }
}
