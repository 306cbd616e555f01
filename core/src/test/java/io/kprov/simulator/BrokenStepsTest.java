package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.render.HostFile;
import io.kprov.step.Action;
import io.kprov.step.Action.Where;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Decision.Sign;
import io.kprov.step.ManagedUnit.Systemd;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FaultSeedsTest} can fail: a step that breaks a promise is found out, for each of them. */
class BrokenStepsTest {
    @TempDir private static Path folder;

    /** A step that answers otherwise than it should. */
    private record Broken(Step step, BiFunction<View, Decision, Decision> how) implements Step {
        @Override
        public String id() {
            return step.id();
        }

        @Override
        public String title() {
            return step.title();
        }

        @Override
        public boolean appliesTo(Blueprint blueprint, Host host) {
            return step.appliesTo(blueprint, host);
        }

        @Override
        public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
            return step.facts(blueprint, host);
        }

        @Override
        public Set<Fact<?>> clusterFacts(Blueprint blueprint, Host host) {
            return step.clusterFacts(blueprint, host);
        }

        @Override
        public Decision decide(View view) {
            return how.apply(view, step.decide(view));
        }
    }

    private static Procedure with(
            Procedure procedure, String id, BiFunction<View, Decision, Decision> how) {
        return tracks(
                procedure,
                track ->
                        new Track(
                                track.hosts(),
                                track.spread(),
                                track.steps().stream()
                                        .map(step ->
                                                step.id().equals(id) ? new Broken(step, how) : step)
                                        .toList()));
    }

    private static Procedure tracks(Procedure procedure, UnaryOperator<Track> change) {
        return new Procedure(
                procedure.name(),
                procedure.stages().stream()
                        .map(stage ->
                                new Stage(
                                        stage.name(), stage.tracks().stream().map(change).toList()))
                        .toList());
    }

    private static SeededStory story(long seed, UnaryOperator<Procedure> twist) {
        return new SeededStory(seed, ReadyPki.Made.of(seed), folder, twist);
    }

    /** Plays a few seeds that say something about it, until one finds it out. */
    private static void assertFound(
            Promise promise, Predicate<SeededStory> fitting, UnaryOperator<Procedure> twist) {
        assertThat(
                        LongStream.range(0, 5000)
                                .mapToObj(seed -> story(seed, twist))
                                .filter(fitting)
                                .limit(8))
                .anySatisfy(story -> assertThat(story.play()).containsKey(promise));
    }

    private static void assertFound(
            Promise promise, String id, BiFunction<View, Decision, Decision> how) {
        assertFound(promise, SeededStory::isInstall, procedure -> with(procedure, id, how));
    }

    @Test
    void a_step_that_is_never_content_comes_to_no_end() {
        assertFound(
                Promise.COMES_TO_AN_END,
                "keep-time",
                (view, decision) -> new Decision.Blocked(new Problem("no", "no", "no", "no")));
    }

    @Test
    void a_step_that_is_content_too_early_is_found_by_the_end() {
        assertFound(
                Promise.SAME_END,
                "label-node",
                (view, decision) -> new Decision.Skip("it is fine"));
    }

    @Test
    void a_file_that_nobody_reads_is_not_in_force() {
        assertFound(
                Promise.IN_FORCE,
                SeededStory::putsMoreBehindHaproxy,
                procedure -> with(procedure, "configure-haproxy", BrokenStepsTest::onlyFiles));
    }

    /** The files change, and the process that read them at its start goes on as it was. */
    private static Decision onlyFiles(View view, Decision decision) {
        if (!(decision instanceof Decision.Do(var sign, var reason, var actions))
                || sign == Sign.CREATE) {
            return decision;
        }
        var files = actions.stream().filter(Action.PutFile.class::isInstance).toList();
        return files.isEmpty()
                ? new Decision.Skip("all files are there")
                : new Decision.Do(sign, reason, files);
    }

    @Test
    void an_effect_that_is_repeated_is_seen() {
        assertFound(Promise.ONCE, SeededStory::isInstall, BrokenStepsTest::restarting);
        assertFound(Promise.EMPTY_SECOND_PLAN, SeededStory::isInstall, BrokenStepsTest::restarting);
    }

    private static Procedure restarting(Procedure procedure) {
        var asked = new HashMap<String, Integer>();
        return with(
                procedure,
                "configure-containerd",
                (view, decision) -> again(asked, view, decision));
    }

    /** At plan and apply of each run, a restart for good measure. */
    private static Decision again(Map<String, Integer> asked, View view, Decision decision) {
        int times = asked.merge(view.host().name(), 1, Integer::sum);
        return decision instanceof Decision.Skip && times <= 2
                ? new Decision.Do(
                        Sign.CHANGE,
                        "for good measure",
                        List.of(Systemd.takeUp("containerd", "restart")))
                : decision;
    }

    @Test
    void a_write_that_no_plan_named_is_seen() {
        assertFound(Promise.ONLY_PLANNED, SeededStory::isInstall, BrokenStepsTest::writing);
    }

    private static Procedure writing(Procedure procedure) {
        var asked = new HashMap<String, Integer>();
        return with(procedure, "prepare-kernel", (view, decision) -> more(asked, view, decision));
    }

    /** The plan is honest; what is done afterwards is not. */
    private static Decision more(Map<String, Integer> asked, View view, Decision decision) {
        int times = asked.merge(view.host().name(), 1, Integer::sum);
        if (times > 1 && decision instanceof Decision.Do(var sign, var reason, var actions)) {
            var all = new ArrayList<>(actions);
            all.add(
                    new Action.PutFile(
                            HostFile.readable("/etc/motd", "by the way\n"),
                            new FileState.Absent(),
                            ""));
            return new Decision.Do(sign, reason, all);
        }
        return decision;
    }

    @Test
    void control_planes_that_restart_together_are_seen() {
        assertFound(
                Promise.ONE_AT_A_TIME,
                SeededStory::restartsApiServers,
                procedure ->
                        tracks(
                                procedure,
                                track -> new Track(track.hosts(), Spread.ALL, track.steps())));
    }

    @Test
    void a_quorum_that_is_taken_is_seen() {
        assertFound(
                Promise.QUORUM,
                SeededStory::restartsApiServers,
                procedure -> with(procedure, "place-pki", BrokenStepsTest::stopEtcd));
    }

    private static Decision stopEtcd(View view, Decision decision) {
        return view.host().has(Role.CONTROL_PLANE)
                ? new Decision.Do(
                        Sign.CHANGE,
                        "to see what happens",
                        List.of(
                                new Action.Run(
                                        "stop etcd",
                                        Command.of(
                                                "rm", "-f", "/etc/kubernetes/manifests/etcd.yaml"),
                                        Duration.ofSeconds(5),
                                        Where.SELF)))
                : decision;
    }

    @Test
    void a_secret_among_a_commands_words_is_seen() {
        assertFound(
                Promise.NO_SECRET,
                "prepare-kernel",
                (view, decision) ->
                        decision instanceof Decision.Do(var sign, _, var actions)
                                ? new Decision.Do(
                                        sign,
                                        "the password is "
                                                + view.blueprint().vrrpPassword().reveal(),
                                        actions)
                                : decision);
    }
}
