package io.kprov.simulator;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The commands that run on a machine as transient units, and how they ended; until a boot. */
final class DetachedWork {
    private final Map<String, Work> works = new HashMap<>();

    /** One command; without an answer it has begun only, and its rest happens when it is due. */
    record Work(String id, Shell.Order order, Instant due, Optional<Answer> answer) {
        boolean endsAfter(Instant now) {
            return now.isBefore(due);
        }
    }

    void put(String unit, Work work) {
        works.put(unit, work);
    }

    Optional<Work> of(String unit) {
        return Optional.ofNullable(works.get(unit));
    }

    boolean runs(String unit, Instant now) {
        return of(unit).filter(work -> work.endsAfter(now)).isPresent();
    }

    /** The unit whose rest is to happen now. */
    Optional<String> due(Instant now) {
        return works.entrySet().stream()
                .filter(entry ->
                        entry.getValue().answer().isEmpty() && !entry.getValue().endsAfter(now))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }

    /** The machine starts anew: nothing runs, and what was in /run is gone. */
    void clear() {
        works.clear();
    }
}
