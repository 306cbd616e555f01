package io.kprov.facts;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The host's clock at the beginning and at the end of the look. Two readings and not one, because
 * their distance is the time that the host spent on its answers: what is left of the look's
 * duration is the network's, and only that much is uncertain about the clock.
 */
public record ClockFact() implements Fact<Optional<ClockReading>> {
    private static final Source SOURCE = new Source();

    @Override
    public FactSource<ClockFact, Optional<ClockReading>> source() {
        return SOURCE;
    }

    private static final class Source implements FactSource<ClockFact, Optional<ClockReading>> {
        @Override
        public String name() {
            return "clock";
        }

        @Override
        public String script(List<ClockFact> facts) {
            // The head is said again, so that the last line belongs to this section.
            return """
            date +%s.%N
            trap 'echo "@@kprov clock"; date +%s.%N' EXIT\
            """;
        }

        @Override
        public List<String> words(ClockFact fact) {
            return List.of();
        }

        @Override
        public Map<ClockFact, Optional<ClockReading>> parse(
                List<ClockFact> facts, List<String> output) {
            var readings =
                    output.stream()
                            .filter(line -> line.matches("\\d{1,12}\\.\\d{9}"))
                            .map(Source::instant)
                            .toList();
            return Map.of(
                    new ClockFact(),
                    readings.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new ClockReading(readings.getFirst(), readings.getLast())));
        }

        private static Instant instant(String seconds) {
            var exact = new BigDecimal(seconds);
            return Instant.ofEpochSecond(
                    exact.longValue(),
                    exact.remainder(BigDecimal.ONE).movePointRight(9).longValue());
        }
    }
}
