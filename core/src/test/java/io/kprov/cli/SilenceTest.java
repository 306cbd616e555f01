package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.cli.live.Tty;
import io.kprov.journal.ActionKind;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is said while nothing ends, and when everything does. */
class SilenceTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T10:00:00Z");

    private final BusyHosts busy = new BusyHosts();
    private volatile Instant now = BEGAN;

    private void happens(Event event) {
        busy.accept(new Entry(now, event));
    }

    private void starts(String host) {
        happens(new Event.StepStarted(host, "join", "join the cluster", "not a node", 1));
        now = now.plusSeconds(1);
    }

    @Test
    void hosts_are_named_with_what_they_do_and_for_how_long() {
        starts("cp-2");
        happens(
                new Event.ActionStarted(
                        "cp-2", "join", "join the cluster", ActionKind.RUN, "kubeadm join"));

        assertThat(busy.sentence(now.plusSeconds(32)))
                .isEqualTo("still at it: cp-2 join the cluster: kubeadm join, 32 s");
    }

    @Test
    void those_that_are_at_it_longest_are_named_and_the_others_counted() {
        for (int i = 1; i <= 11; i++) {
            starts("w-" + i);
        }
        happens(new Event.StepDone("w-1", "join", "join the cluster", 10, 1));

        assertThat(busy.sentence(BEGAN.plusSeconds(20)))
                .isEqualTo(
                        "still at it: w-2 join the cluster, 19 s; w-3 join the cluster, 18 s;"
                                + " w-4 join the cluster, 17 s; and 7 more");
    }

    @Test
    void a_pause_before_another_attempt_is_said() {
        starts("w-1");
        happens(new Event.StepRetried("w-1", "join", "join the cluster", "lost", 3, 30));

        assertThat(busy.sentence(now.plusSeconds(12)))
                .isEqualTo("still at it: w-1 join the cluster: waits before attempt 3, 12 s");
    }

    @Test
    void between_steps_the_stage_is_named() {
        happens(new Event.StageStarted("join"));

        assertThat(busy.sentence(now.plusSeconds(40)))
                .isEqualTo("still at \"join\": between two steps, 40 s");
    }

    @Test
    void what_is_cut_off_is_named_when_it_all_ends_at_once() {
        assertThat(busy.cutOff(now)).isEqualTo("ended between two steps");

        starts("w-1");

        assertThat(busy.cutOff(now.plusSeconds(3)))
                .isEqualTo("ended in the midst of: w-1 join the cluster, 4 s");
    }

    @Test
    void a_silence_is_broken_before_it_lasts_15_seconds() {
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, UTF_8);
        try (var heartbeat =
                Heartbeat.start(
                        new Console(out, out, Tty.NONE),
                        () -> now,
                        at -> "busy \u001b[2J at " + at)) {
            for (int second = 0; second < 60; second++) {
                now = now.plusSeconds(1);
                if (second == 25) {
                    heartbeat.heard();
                }
                heartbeat.tick();
            }
        }

        assertThat(said.toString(UTF_8).lines())
                .hasSize(5)
                .first()
                .isEqualTo("busy \\u001b[2J at 2026-01-01T10:00:10Z");
    }
}
