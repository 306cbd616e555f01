package io.kprov.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.error.Problem;
import io.kprov.journal.ActionKind;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What the table shows at a moment, as text. */
class FrameTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T10:00:00Z");

    private final List<Outline.OfHost> hosts = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private Instant now = BEGAN;

    private void host(String name, String kind) {
        hosts.add(new Outline.OfHost(name, kind, Set.of("packages", "images", "join")));
    }

    private void after(int seconds, Event event) {
        now = now.plusSeconds(seconds);
        entries.add(new Entry(now, event));
    }

    private void runs() {
        after(
                0,
                new Event.RunStarted(
                        "id", "prod", "apply", "kprov apply", "ann", "desk", 1, "0", "", ""));
        after(0, new Event.StageStarted("hosts"));
    }

    private static Event starts(String host, String step, String title) {
        return new Event.StepStarted(host, step, title, "not there", 1);
    }

    private static Event does(String host, String step, String title, String action) {
        return new Event.ActionStarted(host, step, title, ActionKind.RUN, action);
    }

    private static Event done(String host, String step, String title) {
        return new Event.StepDone(host, step, title, 3, 1);
    }

    private static Event fails(String host, String step, String title) {
        return new Event.StepFailed(
                host, step, title, new Problem("what", "why", "state", "next"), 3, 1);
    }

    private List<AttributedString> lines(int width, int height) {
        var board = new Board(new Outline(4, hosts), BEGAN);
        entries.forEach(board::accept);
        return board.lines(width, height, now);
    }

    private String frame(int width, int height) {
        return lines(width, height).stream()
                .map(AttributedString::toString)
                .collect(Collectors.joining("\n"));
    }

    /** One host of each standing. */
    private void five_hosts() {
        host("cp-1", "control plane");
        host("cp-2", "control plane");
        host("w-1", "worker");
        host("w-10", "worker");
        host("w-2", "worker");
        runs();
        after(0, starts("w-1", "packages", "install packages"));
        after(1, done("w-1", "packages", "install packages"));
        for (String step : List.of("packages", "images", "join")) {
            after(1, done("cp-2", step, step));
        }
        after(1, starts("w-2", "join", "join the cluster"));
        after(1, fails("w-2", "join", "join the cluster"));
        after(60, starts("cp-1", "images", "pull images"));
        after(4, does("cp-1", "images", "pull images", "pull kube-apiserver and 6 more"));
        after(
                5,
                new Event.StepRetried(
                        "w-10", "images", "pull images", "the registry answers 503\nso", 3, 8));
        now = now.plusSeconds(2);
    }

    @Test
    void a_gate_that_waits_has_the_row_of_its_host_until_it_opens_or_closes() {
        host("cp-1", "control plane");
        runs();
        after(1, new Event.GateWaits("cp-1", "every etcd member is healthy"));
        now = now.plusSeconds(9);
        assertThat(frame(100, 24)).contains("cp-1  0/3  9 s  gate: every etcd member is healthy");

        after(0, new Event.GateOpened("cp-1", 9));
        assertThat(frame(100, 24)).contains("waiting");

        after(0, new Event.GateWaits("cp-1", "every etcd member is healthy"));
        after(0, new Event.GateClosed("cp-1", new Problem("what", "why", "state", "next")));
        assertThat(frame(100, 24)).contains("FAILED: gate");
    }

    @Test
    void a_host_has_a_row_with_its_step_its_action_the_time_at_it_and_what_is_done() {
        five_hosts();

        assertThat(frame(100, 24))
                .isEqualTo(
                        """
                        apply of prod   stage 1 of 4: hosts   4 of 15 steps   1 min 17 s
                        cp-1  0/3         7 s  pull images: pull kube-apiserver and 6 more
                        cp-2  3/3              done
                        w-1   1/3  1 min 16 s  waiting
                        w-10  0/3         2 s  pull images: again in 6 s, attempt 3: the registry answers 503
                        w-2   0/3              FAILED: join the cluster\
                        """);
    }

    @Test
    void lines_are_cut_to_the_width() {
        five_hosts();

        assertThat(frame(44, 24))
                .isEqualTo(
                        """
                        apply of prod   stage 1 of 4: hosts   4 of 1
                        cp-1  0/3         7 s  pull images: pull kub
                        cp-2  3/3              done
                        w-1   1/3  1 min 16 s  waiting
                        w-10  0/3         2 s  pull images: again in
                        w-2   0/3              FAILED: join the clus\
                        """);
    }

    @Test
    void a_wide_character_counts_as_two_columns_and_none_is_halved() {
        host("w-1", "worker");
        runs();
        after(0, does("w-1", "join", "join", "読み込み中です"));

        var row = lines(26, 24).getLast();
        assertThat(row.toString()).isEqualTo("w-1  0/3  0 s  join: 読み");
        assertThat(row.columnLength()).isEqualTo(25);
        assertThat(lines(25, 24).getLast().columnLength()).isEqualTo(25);
    }

    @Test
    void text_of_a_host_gives_the_terminal_no_orders() {
        host("w-1", "worker");
        runs();
        after(0, does("w-1", "join", "join", "\u001b[2J\tclear"));

        assertThat(frame(80, 24)).endsWith("join: \\u001b[2J clear");
    }

    @Test
    void a_host_whose_tracks_run_side_by_side_shows_the_first_and_counts_the_others() {
        host("w-1", "worker");
        runs();
        after(0, starts("w-1", "packages", "install packages"));
        after(0, starts("w-1", "images", "pull images"));
        after(0, starts("w-1", "join", "join the cluster"));

        assertThat(frame(80, 24)).endsWith("install packages (and 2 more)");
    }

    private void many_hosts() {
        host("cp-1", "control plane");
        for (int i = 1; i <= 60; i++) {
            host("w-" + i, "worker");
        }
        runs();
        after(0, starts("cp-1", "join", "join the cluster"));
        after(0, does("cp-1", "join", "join the cluster", "kubeadm join"));
        for (int i = 1; i <= 60; i++) {
            after(i == 13 ? 1 : 0, starts("w-" + i, "images", "pull images"));
        }
        for (int i = 1; i <= 11; i++) {
            after(0, done("w-" + i, "images", "pull images"));
            after(0, done("w-" + i, "packages", "install packages"));
            after(0, done("w-" + i, "join", "join the cluster"));
        }
        for (int i = 50; i <= 57; i++) {
            after(0, done("w-" + i, "images", "pull images"));
        }
        after(0, fails("w-58", "images", "pull images"));
        after(0, fails("w-59", "images", "pull images"));
        after(0, new Event.StepRetried("w-60", "images", "pull images", "lost", 2, 1));
        now = now.plusSeconds(47);
    }

    @Test
    void hosts_that_are_more_than_the_rows_are_grouped_by_what_they_are_at() {
        many_hosts();

        assertThat(frame(100, 24))
                .isEqualTo(
                        """
                        apply of prod   stage 1 of 4: hosts   41 of 183 steps   48 s
                        2 workers: FAILED: pull images, w-58 w-59
                        w-60: pull images: again in 0 s, attempt 2: lost, 47 s
                        cp-1: join the cluster: kubeadm join, 48 s
                        38 workers: pull images, longest w-12 48 s
                        8 workers: waiting, longest w-50 47 s
                        11 workers: done\
                        """);
    }

    @Test
    void groups_that_are_more_than_the_rows_are_counted() {
        many_hosts();

        assertThat(frame(100, 4))
                .isEqualTo(
                        """
                        apply of prod   stage 1 of 4: hosts   41 of 183 steps   48 s
                        2 workers: FAILED: pull images, w-58 w-59
                        w-60: pull images: again in 0 s, attempt 2: lost, 47 s
                        and 58 more hosts\
                        """);
        for (int height = 0; height <= 70; height++) {
            assertThat(lines(80, height)).hasSizeLessThanOrEqualTo(height);
        }
    }

    @Test
    void failures_are_red_and_what_is_tried_again_is_yellow() {
        five_hosts();

        assertThat(lines(100, 24).get(5).toAnsi()).contains("[31m");
        assertThat(lines(100, 24).get(4).toAnsi()).contains("[33m");
    }
}
