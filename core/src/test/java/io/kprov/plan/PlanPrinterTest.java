package io.kprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.error.Problem;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.plan.PlanPrinter.Detail;
import io.kprov.plan.PlanPrinter.Style;
import io.kprov.step.Clusters;
import io.kprov.step.Decision.Sign;
import io.kprov.step.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans as people read them. */
final class PlanPrinterTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/plan");
    private static final Style PLAIN = new Style(false, Detail.CHANGES);

    /** One of each: created alike on three hosts, changed with a diff, removed, right, blocked. */
    static Plan example() {
        var write =
                new PlannedAction(
                        "write /etc/haproxy/haproxy.cfg",
                        "1",
                        List.of(
                                "--- on the host",
                                "+++ wanted",
                                "@@ -1,2 +1,2 @@",
                                " global",
                                "-  maxconn 10",
                                "+  maxconn 20000"));
        var restart = new PlannedAction("restart haproxy.service", "2", List.of());
        var lost =
                new Answer.Blocked(
                        new Problem(
                                "w-2 cannot be reached",
                                "no route to host\n(10.0.0.22 port 22)",
                                "nothing was changed",
                                "switch it on, then repeat the command"));
        var create =
                new Answer.Change(
                        Sign.CREATE,
                        "not installed: chrony",
                        List.of(new PlannedAction("install chrony", "3", List.of())));
        return new Plan(
                "prod",
                "install",
                Instant.parse("2026-01-01T00:00:00Z"),
                List.of(
                        new PlannedStage(
                                "hosts",
                                List.of(
                                        step("cp-1", "packages", create),
                                        step("cp-1", "swap", new Answer.Nothing("there is none")),
                                        step("cp-2", "packages", create),
                                        step("cp-2", "swap", new Answer.Nothing("there is none")),
                                        step("w-1", "packages", create),
                                        step("w-2", "packages", lost),
                                        step("w-2", "swap", lost))),
                        new PlannedStage(
                                "services",
                                List.of(
                                        step(
                                                "cp-1",
                                                "haproxy",
                                                new Answer.Change(
                                                        Sign.CHANGE,
                                                        "haproxy.cfg differs",
                                                        List.of(write, restart))),
                                        step("cp-2", "haproxy", new Answer.Nothing("it runs")),
                                        step(
                                                "w-1",
                                                "leftovers",
                                                new Answer.Change(
                                                        Sign.REMOVE,
                                                        "docker is not wanted",
                                                        List.of())),
                                        step("w-2", "haproxy", lost))),
                        new PlannedStage(
                                "verification",
                                List.of(step("cp-1", "verify", new Answer.Nothing("all well"))))));
    }

    private static PlannedStep step(String host, String id, Answer answer) {
        return new PlannedStep(host, id, "see to " + id, answer);
    }

    @ParameterizedTest
    @CsvSource({"plain,false,CHANGES", "verbose,false,EVERYTHING", "colour,true,CHANGES"})
    void looks_as_in_the_golden_file(String name, boolean colour, Detail detail)
            throws IOException {
        compare(name, PlanPrinter.lines(example(), new Style(colour, detail)));
    }

    @Test
    void differences_look_as_in_the_golden_file() throws IOException {
        compare("differences", PlanPrinter.differences(example(), false));
    }

    private static void compare(String name, List<String> lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        Path golden = GOLDEN.resolve(name + ".txt");
        if (Boolean.getBoolean("kprov.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, text);
        }

        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @Test
    void a_thousand_hosts_alike_take_one_line() {
        var change = new Answer.Change(Sign.CREATE, "not there", List.of());
        var steps =
                IntStream.rangeClosed(1, 1000)
                        .mapToObj(i -> step("w-" + i, "join", change))
                        .toList();
        var plan =
                new Plan("prod", "install", Instant.EPOCH, List.of(new PlannedStage("n", steps)));

        assertThat(PlanPrinter.lines(plan, PLAIN))
                .containsExactly(
                        "n",
                        "  + w-1 w-2 w-3 w-4 w-5 w-6 w-7 w-8 and 992 more: see to join (not there)",
                        "",
                        "Plan: 1000 to create, 0 to change, 0 to remove on 1000 hosts; 0 already right");
    }

    @Test
    void nothing_to_do_is_one_line() {
        var plan = PlannerTest.plan(Situation.finished(Clusters.highlyAvailable()));

        assertThat(PlanPrinter.lines(plan, PLAIN))
                .singleElement()
                .asString()
                .startsWith("Nothing to do: ");
    }

    @Test
    void no_difference_is_one_line() {
        var plan = PlannerTest.plan(Situation.finished(Clusters.highlyAvailable()));

        assertThat(PlanPrinter.differences(plan, false))
                .singleElement()
                .asString()
                .startsWith("Nothing differs: all ");
    }

    @Test
    void sums_count_steps() {
        assertThat(Sums.of(example())).isEqualTo(new Sums(3, 1, 1, 3, 4, 3));
    }

    @Test
    void text_from_a_host_gives_no_orders_to_the_terminal() {
        var action =
                new PlannedAction("write /etc/motd", "1", List.of("-\u001b[2J\u0007boo", "+\tnew"));
        var plan =
                new Plan(
                        "prod",
                        "install",
                        Instant.EPOCH,
                        List.of(
                                new PlannedStage(
                                        "s",
                                        List.of(
                                                step(
                                                        "cp-1",
                                                        "motd",
                                                        new Answer.Change(
                                                                Sign.CHANGE,
                                                                "evil \u009b31m",
                                                                List.of(action)))))));

        assertThat(String.join("\n", PlanPrinter.lines(plan, PLAIN)))
                .contains("-\\u001b[2J\\u0007boo", "evil \\u009b31m", "+\tnew")
                .doesNotContain("\u001b", "\u0007", "\u009b");
    }
}
