package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.state.Holder;
import io.kprov.state.OperatorLock;
import io.kprov.step.Decision.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exit code of docs/exit-codes.md once; 130 needs a process of its own. */
class ExitCodesTest {
    private final Path folder;
    private final Desk desk;

    ExitCodesTest(@TempDir Path folder) {
        this.folder = folder;
        this.desk = new Desk(folder);
    }

    @Test
    void zero_is_done_or_nothing_to_do() {
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void one_is_a_step_that_failed() {
        desk.site().machine("w-2").fillDisk();

        desk.kprov("apply", "--yes").expect(1);
    }

    @Test
    void two_is_a_plan_with_changes() {
        desk.kprov("plan").expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(2);
        desk.kprov("drift").expect(2);
    }

    @Test
    void three_is_a_plan_with_destructive_changes() {
        assertThat(PlanCommand.detailed(plan(Sign.CREATE, Sign.REMOVE)).number()).isEqualTo(3);
        assertThat(PlanCommand.detailed(plan(Sign.CREATE, Sign.CHANGE)).number()).isEqualTo(2);
    }

    private static Plan plan(Sign... signs) {
        var steps =
                List.of(signs).stream()
                        .map(sign ->
                                new PlannedStep(
                                        "cp-1",
                                        "step",
                                        "title",
                                        new Answer.Change(sign, "reason", List.of())))
                        .toList();
        return new Plan(
                "prod", "install", Instant.EPOCH, List.of(new PlannedStage("stage", steps)));
    }

    @Test
    void four_is_a_host_that_cannot_be_reached() {
        desk.site().machine("w-2").powerOff();

        for (String command : List.of("preflight", "plan", "drift")) {
            desk.kprov(command).expect(4);
        }
        desk.kprov("apply", "--yes").expect(4);
    }

    @Test
    void five_is_a_cluster_that_another_run_works_on() {
        var other = new Holder(4711, "bob", "laptop", Instant.EPOCH, "kprov apply");
        try (var _ = OperatorLock.acquire(desk.state(), other)) {
            assertThat(desk.kprov("apply", "--yes").expect(5).err()).contains("bob", "4711");
        }
        desk.kprov("apply", "--yes").expect(0);
    }

    @Test
    void six_is_a_saved_plan_that_is_stale() {
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("plan", "--out", "saved").expect(0);
        desk.site().machine("w-1").files().write("/etc/sysctl.d/99-kprov.conf", "by hand\n");

        assertThat(desk.kprov("apply", "--plan", "saved").expect(6).err())
                .contains("the saved plan saved is refused");
    }

    @Test
    void a_plan_saved_before_there_is_a_cluster_is_not_stale() {
        desk.kprov("plan", "--out", "saved").expect(0);

        desk.kprov("apply", "--plan", "saved").expect(0);
        desk.kprov("plan", "--detailed-exitcode").expect(0);
    }

    @Test
    void seven_is_a_bad_condition() {
        desk.kprov("apply", "--yes").expect(0);
        desk.kprov("status").expect(0);
        desk.site().machine("cp-2").units().stop("haproxy");

        assertThat(desk.kprov("status").expect(7).out().lines().toList().getLast())
                .contains("haproxy");
    }

    @Test
    void sixty_four_is_a_wrong_command_line() {
        desk.kprov("plan", "--no-such-option").expect(64);
        desk.kprov("no-such-command").expect(64);
        assertThat(desk.kprov("apply").expect(64).err()).contains("no terminal to ask on");
    }

    @Test
    void sixty_five_is_an_invalid_inventory_or_lock() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "kind: Cluster\n");
        desk.kprov("validate", "bad.yaml").expect(65);
        Files.writeString(folder.resolve("kprov.lock"), "{}");
        desk.kprov("plan").expect(65);
        Files.delete(folder.resolve("kprov.lock"));
        desk.kprov("plan").expect(65);
    }
}
