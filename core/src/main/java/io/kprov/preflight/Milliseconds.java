package io.kprov.preflight;

import java.time.Duration;
import java.util.Locale;

/** Short times as people read them: {@code 0.04 ms}, {@code 4.2 ms}, {@code 124 ms}. */
final class Milliseconds {
    private Milliseconds() {}

    static String text(Duration duration) {
        double milliseconds = duration.toNanos() / 1e6;
        String form = milliseconds < 1 ? "%.2f ms" : milliseconds < 100 ? "%.1f ms" : "%.0f ms";
        return String.format(Locale.ROOT, form, milliseconds);
    }
}
