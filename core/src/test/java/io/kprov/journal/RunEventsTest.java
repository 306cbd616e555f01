package io.kprov.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.command.Command;
import io.kprov.engine.RunReport;
import io.kprov.engine.StopSign;
import io.kprov.error.KprovException;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Clusters;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the engine tells becomes events, and a full disk stops the run. */
class RunEventsTest {
    private static final Host HOST = Clusters.host(Clusters.highlyAvailable(), "w-1");
    private static final Step JOIN = new Named("join", "join the cluster");
    private static final Action RUN =
            new Action.Run(
                    "kubeadm join",
                    Command.of("kubeadm", "join"),
                    Duration.ofMinutes(5),
                    Action.Where.SELF);

    private final Disk disk = new Disk();
    private final StopSign stop = new StopSign();
    private final List<Entry> told = new ArrayList<>();
    private Instant now = Stories.BEGAN;
    private final RunEvents events =
            new RunEvents(new Journal(Path.of("j"), disk), stop, () -> now, told::add);

    private record Named(String id, String title) implements Step {
        @Override
        public boolean appliesTo(Blueprint blueprint, Host host) {
            return true;
        }

        @Override
        public Set<Fact<?>> facts(Blueprint blueprint, Host host) {
            return Set.of();
        }

        @Override
        public Decision decide(View view) {
            return new Decision.Skip("");
        }
    }

    private static final class Disk implements Journal.Disk {
        private final List<String> lines = new ArrayList<>();
        private boolean full;

        @Override
        public void append(byte[] line) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            lines.add(new String(line, StandardCharsets.UTF_8));
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }

    @Test
    void a_step_is_told_with_its_attempts_and_how_long_it_took() {
        events.stepStarted(HOST, JOIN, "not a node");
        events.actionStarted(HOST, JOIN, RUN);
        events.stepRetried(HOST, JOIN, "the connection was lost", 2, Duration.ofSeconds(5));
        now = now.plusSeconds(9);
        events.stepFailed(HOST, JOIN, Stories.FAILURE);

        assertThat(told)
                .extracting(Entry::event)
                .containsExactly(
                        new Event.StepStarted("w-1", "join", "join the cluster", "not a node", 1),
                        new Event.ActionStarted(
                                "w-1", "join", "join the cluster", ActionKind.RUN, "kubeadm join"),
                        new Event.StepRetried(
                                "w-1", "join", "join the cluster", "the connection was lost", 2, 5),
                        new Event.StepFailed(
                                "w-1", "join", "join the cluster", Stories.FAILURE, 9, 2));
        assertThat(String.join("", disk.lines)).isEqualTo(Stories.text(told));
    }

    @Test
    void a_step_that_was_not_begun_fails_with_no_attempt() {
        events.stepFailed(HOST, JOIN, Stories.FAILURE);

        assertThat(told)
                .extracting(Entry::event)
                .containsExactly(
                        new Event.StepFailed(
                                "w-1", "join", "join the cluster", Stories.FAILURE, 0, 0));
    }

    @Test
    void no_step_begins_on_a_full_disk() {
        disk.full = true;

        assertThatThrownBy(() -> events.stepStarted(HOST, JOIN, "not a node"))
                .isInstanceOf(KprovException.class)
                .hasMessageContaining("could not be written");
        assertThat(stop.isSet()).isTrue();
    }

    @Test
    void a_step_under_way_when_the_disk_fills_comes_to_its_end_and_no_other_begins() {
        events.stepStarted(HOST, JOIN, "not a node");
        disk.full = true;
        events.actionStarted(HOST, JOIN, RUN);
        events.actionDone(HOST, JOIN, RUN, Duration.ofSeconds(3), "");
        events.stepFailed(HOST, JOIN, Stories.FAILURE);

        assertThat(stop.isSet()).isTrue();
        assertThat(told).hasSize(4);
        disk.full = false;
        assertThatThrownBy(() -> events.stepStarted(HOST, JOIN, "again"))
                .isInstanceOf(KprovException.class);
    }

    @Test
    void the_report_names_the_full_disk_once_beside_what_else_went_wrong() {
        var report = new RunReport(List.of(), List.of(Stories.FAILURE), Duration.ofSeconds(1));
        assertThat(events.completed(report)).isEqualTo(report);
        disk.full = true;
        events.stageStarted("nodes");

        var completed = events.completed(report);

        assertThat(completed.ok()).isFalse();
        assertThat(completed.problems()).hasSize(2).startsWith(Stories.FAILURE);
        assertThat(completed.problems().getLast().what()).contains("could not be written");
        assertThat(events.completed(completed)).isEqualTo(completed);
    }

    @Test
    void the_end_is_written_if_there_is_room_again() {
        disk.full = true;
        events.stageStarted("nodes");
        disk.full = false;

        events.ended(RunResult.FAILED, new RunReport(List.of(), List.of(), Duration.ofSeconds(1)));

        assertThat(disk.lines).singleElement().asString().contains("\"run-ended\"");
    }
}
