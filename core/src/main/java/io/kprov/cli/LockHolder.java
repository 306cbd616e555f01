package io.kprov.cli;

import io.kprov.engine.LockAnswer;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.model.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A lock and where it is, as {@code kprov unlock} tells of it; also its JSON form.
 *
 * @param holder the run in words
 * @param hosts the control planes that have it
 */
record LockHolder(String id, String holder, List<String> hosts) {

    /** Every holder that the control planes name. */
    static List<LockHolder> of(Map<Host, LockAnswer> answers) {
        var holders = new LinkedHashMap<String, LockHolder>();
        answers.forEach((host, answer) -> {
            if (answer instanceof Held by) {
                holders.merge(
                        by.id(),
                        new LockHolder(by.id(), by.holder(), List.of(host.name())),
                        (known, more) ->
                                known.on(
                                        Stream.concat(known.hosts.stream(), more.hosts.stream())
                                                .toList()));
            }
        });
        return List.copyOf(holders.values());
    }

    /** The same lock elsewhere. */
    LockHolder on(List<String> others) {
        return new LockHolder(id, holder, others);
    }

    String sentence() {
        return "lock " + id + " on " + String.join(", ", hosts) + ": " + holder;
    }
}
