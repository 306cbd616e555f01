package io.kprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kprov.command.Command;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.facts.HostFacts;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import io.kprov.step.Decision;
import io.kprov.step.LeftOut;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of toy procedures with real scripts: every host is a folder of this machine. */
final class ExecutorTest {
    private static final Blueprint BLUEPRINT = Clusters.highlyAvailable();

    @TempDir private Path root;
    private final LocalConnector connector = new LocalConnector();
    private final Fleet fleet = new Fleet(connector, 4);
    private final Diary diary = new Diary();
    private final JumpingTime time = new JumpingTime();

    @BeforeEach
    void makeFolders() throws IOException {
        for (Host host : BLUEPRINT.cluster().hosts()) {
            Files.createDirectories(root.resolve(host.name()));
        }
    }

    private static Procedure workers(Spread spread, Step... steps) {
        return new Procedure(
                "toy", List.of(Stage.of("one", Track.of(ExecutorTest::workers, spread, steps))));
    }

    private static List<Host> workers(Cluster cluster) {
        return cluster.hosts().stream().filter(host -> host.name().startsWith("w-")).toList();
    }

    private ClusterView look(Procedure procedure) {
        return new Gatherer(fleet, java.time.InstantSource.system()).look(procedure, BLUEPRINT);
    }

    private static Plan plan(Procedure procedure, ClusterView seen) {
        return new Planner(InstantSource.system()).plan(procedure, BLUEPRINT, seen);
    }

    private RunReport run(Procedure procedure) {
        var seen = look(procedure);
        return run(procedure, plan(procedure, seen), seen);
    }

    private RunReport run(Procedure procedure, Plan plan, ClusterView seen) {
        return new Executor(BLUEPRINT, plan, seen, fleet, diary, new StopSign(), time.waiter())
                .run(procedure);
    }

    @Test
    void acts_where_something_is_to_do_and_then_wants_nothing_more() throws IOException {
        var a = ToyStep.touching("a", root);
        var b = ToyStep.touching("b", root);
        Files.writeString(b.file("w-1"), "x\n");
        var procedure = workers(Spread.ALL, a, b);

        var report = run(procedure);

        assertThat(report.ok()).isTrue();
        assertThat(report.hosts())
                .extracting(
                        RunReport.HostRow::host,
                        RunReport.HostRow::done,
                        RunReport.HostRow::skipped)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("w-1", 1, 1),
                        org.assertj.core.groups.Tuple.tuple("w-2", 2, 0));
        assertThat(b.file("w-1")).hasContent("x");
        assertThat(diary.lines)
                .contains("w-1 a said: touched " + a.file("w-1"), "w-1 b skipped: it is there");
        assertThat(plan(procedure, look(procedure)).isEmpty()).isTrue();
    }

    @Test
    void rolling_work_on_workers_ends_in_one_zone_before_it_begins_in_the_next()
            throws IOException {
        var blueprint =
                Clusters.highlyAvailable(
                        "  - {name: w-2,  address: 10.0.0.22, roles: [worker]}",
                        """
                          - {name: w-2, address: 10.0.0.22, roles: [worker], zone: b}
                          - {name: w-3, address: 10.0.0.23, roles: [worker], zone: a}
                        """);
        Files.createDirectories(root.resolve("w-3"));
        var slow = ToyStep.running("a", root, "sleep 0.2; echo x >>\"$1\"");
        var procedure = workers(Spread.ROLLING, slow);
        var cluster = blueprint.cluster();
        var seen =
                new Gatherer(fleet, InstantSource.system())
                        .look(procedure, blueprint)
                        .withFacts(
                                cluster.host("cp-1"),
                                new HostFacts(Map.of(ClusterView.apiServerReady(), 200)));
        var plan = new Planner(InstantSource.system()).plan(procedure, blueprint, seen);

        var report =
                new Executor(blueprint, plan, seen, fleet, diary, new StopSign(), time.waiter())
                        .run(procedure);

        assertThat(report.ok()).isTrue();
        assertThat(plan.steps())
                .extracting(Plan.PlannedStep::host)
                .containsExactly("w-1", "w-3", "w-2");
        assertThat(diary.lines.stream().filter(line -> line.contains(" a done")))
                .last(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("w-2");
    }

    @Test
    void a_step_that_the_listener_refuses_does_nothing() {
        var step = ToyStep.touching("a", root);
        var procedure = workers(Spread.ALL, step);
        var seen = look(procedure);
        var refusing =
                new Diary() {
                    @Override
                    public void stepStarted(Host host, Step of, String reason) {
                        throw new KprovException(
                                ExitCode.FAILED, new Problem("no room", "", "", ""));
                    }
                };

        var _ =
                catchThrowable(() ->
                        new Executor(
                                        BLUEPRINT,
                                        plan(procedure, seen),
                                        seen,
                                        fleet,
                                        refusing,
                                        new StopSign(),
                                        time.waiter())
                                .run(procedure));

        assertThat(step.file("w-1")).doesNotExist();
        assertThat(step.file("w-2")).doesNotExist();
    }

    @Test
    void a_failing_action_says_what_why_state_and_next() {
        var bad =
                ToyStep.running(
                        "bad", root, "for i in $(seq 1 30); do echo \"line $i\"; done >&2; exit 3");

        var report = run(workers(Spread.FIRST_ONLY, bad));

        var problem = report.problems().getFirst();
        assertThat(problem.what()).isEqualTo("w-1: make bad failed");
        assertThat(problem.why())
                .startsWith("run the script of bad failed: exit 3 after 1.5 s")
                .endsWith("line 29\nline 30")
                .doesNotContain("line 10\n");
        assertThat(problem.state()).contains("done and stay so");
        assertThat(problem.next()).contains("run the same command again");
        assertThat(report.hosts().getFirst().failed()).isTrue();
    }

    @Test
    void after_a_failure_no_further_host_or_stage_is_started() {
        var bad = ToyStep.running("bad", root, "exit 1");
        var later = ToyStep.touching("later", root);
        var procedure =
                new Procedure(
                        "toy",
                        List.of(
                                Stage.of(
                                        "one",
                                        Track.of(ExecutorTest::workers, Spread.ONE_BY_ONE, bad)),
                                Stage.of(
                                        "two",
                                        Track.of(ExecutorTest::workers, Spread.ALL, later))));

        var report = run(procedure);

        assertThat(report.problems()).hasSize(1);
        assertThat(diary.lines)
                .contains("w-1 bad failed: w-1: make bad failed")
                .noneMatch(line -> line.startsWith("w-2"))
                .doesNotContain("stage two");
        assertThat(later.file("w-1")).doesNotExist();
    }

    @Test
    void an_action_without_effect_is_a_failure() {
        var report = run(workers(Spread.ALL, ToyStep.running("nothing", root, "true")));

        assertThat(report.problems()).hasSize(2);
        assertThat(report.problems().getFirst().why())
                .contains("a fresh look says: it is not there");
    }

    /** Does its work, and spoils what the step of the given id wants. */
    private ToyStep spoiling(String id) {
        return ToyStep.running("spoil", root, "touch \"$1\"; rm \"${1%/*}/" + id + "\"");
    }

    @Test
    void what_was_not_in_the_plan_is_not_done() throws IOException {
        var step = ToyStep.touching("a", root);
        Files.writeString(step.file("w-1"), "x\n");

        var report = run(workers(Spread.FIRST_ONLY, spoiling("a"), step));

        assertThat(report.problems().getFirst().what()).endsWith("was not in the plan");
        assertThat(step.file("w-1")).doesNotExist();
    }

    @Test
    void what_an_earlier_stage_brought_about_is_seen_by_a_later_one() {
        // The first step does what the second one wants: both were planned.
        var both = ToyStep.running("a", root, "touch \"$1\" \"${1%/a}/b\"");
        var second = ToyStep.touching("b", root);
        var procedure =
                new Procedure(
                        "toy",
                        List.of(
                                Stage.of("one", Track.of(ExecutorTest::workers, Spread.ALL, both)),
                                Stage.of(
                                        "two",
                                        Track.of(ExecutorTest::workers, Spread.ALL, second))));

        var report = run(procedure);

        assertThat(report.ok()).isTrue();
        assertThat(diary.lines).contains("w-1 b skipped: it is there");
        assertThat(second.file("w-1")).isEmptyFile();
    }

    /** Right once its file is there, and only ever waits for it. */
    private record Waiting(ToyStep step) implements Step {
        @Override
        public String id() {
            return "wait";
        }

        @Override
        public String title() {
            return "wait";
        }

        @Override
        public boolean appliesTo(Blueprint blueprint, Host host) {
            return true;
        }

        @Override
        public Set<io.kprov.facts.Fact<?>> facts(Blueprint blueprint, Host host) {
            return step.facts(blueprint, host);
        }

        @Override
        public Decision decide(View view) {
            return step.decide(view) instanceof Decision.Do
                    ? new Decision.Do(
                            Decision.Sign.CHANGE,
                            "not yet",
                            List.of(
                                    new Action.WaitUntil(
                                            "the file is there",
                                            Command.script(
                                                    "[ -e \"$1\" ] || { touch \"$1\"; echo soon >&2; exit 1; }\n",
                                                    step.file(view.host().name()).toString()),
                                            Duration.ofSeconds(20),
                                            Action.Where.SELF)))
                    : new Decision.Skip("it is there");
        }
    }

    private record NeverReady() implements Step {
        @Override
        public String id() {
            return "never-ready";
        }

        @Override
        public String title() {
            return "get ready";
        }

        @Override
        public boolean appliesTo(Blueprint blueprint, Host host) {
            return true;
        }

        @Override
        public Set<io.kprov.facts.Fact<?>> facts(Blueprint blueprint, Host host) {
            return Set.of();
        }

        @Override
        public Decision decide(View view) {
            return new Decision.Blocked(
                    new Problem(view.host() + ": not Ready", "it never is", "", ""));
        }
    }

    @Test
    void waiting_needs_no_plan_and_asks_until_it_is_so() throws IOException {
        var file = ToyStep.touching("a", root);
        Files.writeString(file.file("w-1"), "x\n");

        var report = run(workers(Spread.FIRST_ONLY, spoiling("a"), new Waiting(file)));

        assertThat(report.problems()).isEmpty();
        assertThat(report.hosts().getFirst().done()).isEqualTo(2);
    }

    @Test
    void the_host_that_stands_for_the_cluster_is_the_one_of_the_plan() {
        var step = ToyStep.touching("a", root);
        var procedure =
                new Procedure(
                        "toy",
                        List.of(
                                Stage.of(
                                        "one",
                                        Track.of(
                                                Cluster::controlPlanes, Spread.FIRST_ONLY, step))));
        var seen = look(procedure);
        var cp2 = Clusters.host(BLUEPRINT, "cp-2");
        var whenPlanned =
                seen.withFacts(cp2, new HostFacts(Map.of(ClusterView.apiServerReady(), 200)));

        // No API server answers by now, so cp-1 would be first.
        run(procedure, plan(procedure, whenPlanned), seen);

        assertThat(step.file("cp-2")).exists();
        assertThat(step.file("cp-1")).doesNotExist();
    }

    @Test
    void a_host_that_stays_away_is_named_when_patience_ends() {
        var step = ToyStep.touching("a", root);
        var procedure = workers(Spread.ONE_BY_ONE, step);
        var seen = look(procedure);
        connector.cut("w-1");

        var report = run(procedure, plan(procedure, seen), seen);

        assertThat(report.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.what()).isEqualTo("w-1: the connection was lost"));
        assertThat(diary.lines).contains("w-1 a retried: the connection was lost: cut by the test");
        assertThat(step.file("w-2")).doesNotExist();
    }

    private static ClusterView tolerating(int workers, ClusterView seen) {
        return seen.leaving(LeftOut.upTo(workers));
    }

    @Test
    void a_worker_that_is_lost_in_the_midst_is_left_out_where_that_is_tolerated() {
        var a = ToyStep.touching("a", root);
        var b = ToyStep.touching("b", root);
        var procedure =
                new Procedure(
                        "toy",
                        List.of(
                                Stage.of(
                                        "one",
                                        Track.of(ExecutorTest::workers, Spread.ALL, a),
                                        Track.of(ExecutorTest::workers, Spread.ALL, a)),
                                Stage.of("two", Track.of(ExecutorTest::workers, Spread.ALL, b))));
        var seen = tolerating(1, look(procedure));
        connector.cut("w-1");

        var report = run(procedure, plan(procedure, seen), seen);

        assertThat(report.ok()).isTrue();
        assertThat(report.leftOut().hosts()).containsOnlyKeys("w-1");
        assertThat(report.leftOut().lines())
                .singleElement()
                .asString()
                .containsPattern("w-1 has been away for 1[89]\\d s");
        assertThat(diary.lines)
                .containsOnlyOnce("w-1 left out: w-1: the connection was lost")
                .contains("w-1 a retried: the connection was lost: cut by the test", "w-2 b done")
                .noneMatch(line -> line.startsWith("w-1 b"));
    }

    @Test
    void a_worker_that_is_gone_is_left_out_whatever_failed_for_it() {
        // It asks the host nothing, as a step that waits for the node of a host does.
        var procedure = workers(Spread.ONE_BY_ONE, new NeverReady());
        var seen = tolerating(1, look(procedure));
        connector.cut("w-1");

        var report = run(procedure, plan(procedure, seen), seen);

        assertThat(report.leftOut().hosts()).containsOnlyKeys("w-1");
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).startsWith("w-2: "));
    }

    @Test
    void more_than_is_tolerated_are_not_left_out() {
        var a = ToyStep.touching("a", root);
        var procedure = workers(Spread.ALL, a);
        var seen = tolerating(1, look(procedure));
        connector.cut("w-1");
        connector.cut("w-2");

        var report = run(procedure, plan(procedure, seen), seen);

        assertThat(report.leftOut().hosts()).hasSize(1);
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.why()).contains("has been away for"));
    }

    @Test
    void a_host_that_comes_back_goes_on_where_it_is() {
        var step = ToyStep.touching("a", root);
        var procedure = workers(Spread.ONE_BY_ONE, step);
        var seen = look(procedure);
        connector.cutOnce("w-1");

        var report = run(procedure, plan(procedure, seen), seen);

        assertThat(report.ok()).isTrue();
        assertThat(diary.lines).contains("w-1 a retried: the connection was lost: cut by the test");
        assertThat(step.file("w-1")).hasContent("x");
    }

    @Test
    void what_passes_by_itself_is_tried_again_after_a_fresh_look() {
        var busy =
                ToyStep.running(
                        "busy",
                        root,
                        "[ -e \"$1.tried\" ] && exec touch \"$1\"; touch \"$1.tried\"; echo 'E: Could not get lock /var/lib/dpkg/lock-frontend' >&2; exit 100");

        var report = run(workers(Spread.FIRST_ONLY, busy));

        assertThat(report.ok()).isTrue();
        assertThat(diary.lines)
                .contains("w-1 busy retried: another program holds the package manager's lock");
    }

    @Test
    void patience_with_what_should_pass_has_an_end() {
        var locked =
                ToyStep.running(
                        "locked",
                        root,
                        "echo 'E: Could not get lock /var/lib/dpkg/lock' >&2; exit 100");

        var report = run(workers(Spread.FIRST_ONLY, locked));

        assertThat(report.problems().getFirst().why()).contains("Could not get lock");
        assertThat(diary.lines.stream().filter(line -> line.contains("retried")).count())
                .isBetween(5L, 60L);
    }

    @Test
    void what_does_not_pass_is_told_at_once() {
        run(workers(Spread.FIRST_ONLY, ToyStep.running("bad", root, "echo no such luck; exit 1")));

        assertThat(diary.lines).noneMatch(line -> line.contains("retried"));
    }

    @Test
    void a_host_that_cannot_be_looked_at_is_part_of_the_answer() {
        connector.cut("w-2");

        var seen = look(workers(Spread.ALL, ToyStep.touching("a", root)));

        assertThat(seen.unseen()).containsOnlyKeys(Clusters.host(BLUEPRINT, "w-2"));
        assertThat(seen.facts(Clusters.host(BLUEPRINT, "w-1"))).isPresent();
    }

    @Test
    void a_stop_from_outside_is_obeyed_at_the_next_edge() {
        var step = ToyStep.touching("a", root);
        var procedure = workers(Spread.ALL, step);
        var seen = look(procedure);
        var stop = new StopSign();
        stop.set();

        var report =
                new Executor(
                                BLUEPRINT,
                                plan(procedure, seen),
                                seen,
                                fleet,
                                diary,
                                stop,
                                time.waiter())
                        .run(procedure);

        assertThat(report.hosts()).isEmpty();
        assertThat(step.file("w-1")).doesNotExist();
    }
}
