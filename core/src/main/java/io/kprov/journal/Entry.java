package io.kprov.journal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An event and when it happened, to the millisecond: one line of a journal. */
public record Entry(Instant at, Event event) {
    private static final Map<String, Class<?>> KINDS =
            Stream.of(Event.class.getPermittedSubclasses())
                    .collect(Collectors.toMap(Event::name, Function.identity()));

    /** Unknown fields are a newer kprov's; a missing one makes the line unreadable. */
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                    .enable(EnumFeature.READ_ENUMS_USING_TO_STRING)
                    .build();

    public Entry {
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** As a line of NDJSON, without its end: {@code {"at":...,"event":"step-done",...}}. */
    public String json() {
        var line = JSON.createObjectNode();
        line.put("at", at.toString()).put("event", Event.name(event.getClass()));
        line.setAll((ObjectNode) JSON.valueToTree(event));
        return line.toString();
    }

    /** What a line says; empty for one that is torn or tells of something unknown. */
    static Optional<Entry> parse(String line) {
        try {
            var node = JSON.readTree(line);
            var kind = KINDS.get(node.path("event").asString(""));
            return kind == null
                    ? Optional.empty()
                    : Optional.of(
                            new Entry(
                                    Instant.parse(node.path("at").asString("")),
                                    (Event) JSON.treeToValue(node, kind)));
        } catch (JacksonException | DateTimeException torn) {
            return Optional.empty();
        }
    }
}
