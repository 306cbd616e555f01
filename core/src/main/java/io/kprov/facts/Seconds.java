package io.kprov.facts;

import java.math.BigDecimal;
import java.time.Duration;

/** Seconds as programs print them: {@code 0.00042}, {@code 9.1e-05}. */
final class Seconds {
    private Seconds() {}

    static Duration parse(String text) {
        return of(new BigDecimal(text));
    }

    static Duration of(BigDecimal seconds) {
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }
}
