package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.cli.live.Outline;
import io.kprov.cli.live.Screen;
import io.kprov.cli.live.Tty;
import io.kprov.error.Problem;
import io.kprov.journal.Entry;
import io.kprov.journal.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is drawn when, on a screen that writes down. */
class LiveTableTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Console console =
            new Console(
                    new PrintStream(printed, true, UTF_8),
                    new PrintStream(printed, true, UTF_8),
                    Tty.NONE);
    private final WrittenDown screen = new WrittenDown();
    private volatile Instant now = Instant.parse("2026-01-01T10:00:00Z");
    private final LiveTable table =
            LiveTable.start(
                    console,
                    screen,
                    new Outline(1, List.of(new Outline.OfHost("w-1", "worker", Set.of("join")))),
                    () -> now);

    /** A terminal of 80 columns and 24 rows. */
    private static final class WrittenDown implements Screen {
        private final List<String> above = new CopyOnWriteArrayList<>();
        private final AtomicInteger drawings = new AtomicInteger();
        private volatile List<String> table = List.of();
        private volatile boolean closed;

        @Override
        public int columns() {
            return 80;
        }

        @Override
        public int rows() {
            return 24;
        }

        @Override
        public void draw(List<String> said, List<AttributedString> lines) {
            above.addAll(said);
            table = lines.stream().map(AttributedString::toString).toList();
            drawings.incrementAndGet();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @AfterEach
    void close() {
        table.close();
    }

    private void happens(Event event) {
        table.accept(new Entry(now, event));
    }

    private void passes(Duration time) {
        now = now.plus(time);
        table.tick();
    }

    private static Event starts() {
        return new Event.StepStarted("w-1", "join", "join the cluster", "not a node", 1);
    }

    @Test
    void it_is_drawn_at_most_ten_times_a_second_however_much_happens() {
        passes(Duration.ofSeconds(5));
        int before = screen.drawings.get();
        for (int i = 0; i < 1000; i++) {
            happens(starts());
            passes(Duration.ofMillis(2));
        }

        assertThat(screen.drawings.get() - before).isBetween(15, 20);
    }

    @Test
    void it_is_drawn_each_second_when_nothing_happens() {
        passes(Duration.ofSeconds(5));
        int before = screen.drawings.get();
        for (int i = 0; i < 100; i++) {
            passes(Duration.ofMillis(100));
        }

        assertThat(screen.drawings.get() - before).isEqualTo(10);
    }

    @Test
    void failures_retries_and_what_the_console_says_stay_above_it() {
        happens(starts());
        happens(new Event.StepRetried("w-1", "join", "join the cluster", "lost\nso", 2, 1));
        console.progress("interrupted");
        happens(
                new Event.StepFailed(
                        "w-1",
                        "join",
                        "join the cluster",
                        new Problem("what", "why", "state", "next"),
                        3,
                        2));
        passes(Duration.ofSeconds(1));

        assertThat(screen.above)
                .containsExactly(
                        "w-1          join the cluster: again in 1 s, attempt 2: lost",
                        "interrupted",
                        "w-1          join the cluster: FAILED: why");
        assertThat(screen.table).last().isEqualTo("w-1  0/1    FAILED: join the cluster");
        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    @Test
    void it_is_gone_before_anything_else_is_printed() {
        happens(starts());
        passes(Duration.ofSeconds(1));
        console.progress("said before the end");
        console.settle();
        console.progress("after it");
        passes(Duration.ofSeconds(1));

        assertThat(screen.closed).isTrue();
        assertThat(screen.above).containsExactly("said before the end");
        assertThat(screen.table).isEmpty();
        assertThat(printed.toString(UTF_8)).isEqualTo("after it\n");
    }

    @Test
    void a_question_has_the_terminal_for_itself() {
        happens(starts());
        passes(Duration.ofSeconds(1));

        var seen = new ArrayList<String>(List.of("nothing asked"));
        String answer =
                table.aside(() -> {
                    seen.clear();
                    seen.addAll(screen.table);
                    return "yes";
                });
        passes(Duration.ofSeconds(1));

        assertThat(answer).isEqualTo("yes");
        assertThat(seen).isEmpty();
        assertThat(screen.table).hasSize(2);
    }
}
