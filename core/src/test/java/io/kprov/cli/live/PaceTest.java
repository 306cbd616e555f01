package io.kprov.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often something is drawn, by a clock that the test moves. */
class PaceTest {
    private static final Instant BEGAN = Instant.parse("2026-01-01T10:00:00Z");

    private static long drawings(int millis, boolean changed) {
        var pace = new Pace();
        return IntStream.range(0, millis)
                .filter(milli -> pace.due(BEGAN.plusMillis(milli), changed))
                .count();
    }

    @Test
    void changes_are_drawn_ten_times_a_second() {
        assertThat(drawings(10_000, true)).isEqualTo(100);
    }

    @Test
    void the_clocks_alone_are_drawn_once_a_second() {
        assertThat(drawings(10_000, false)).isEqualTo(10);
    }
}
