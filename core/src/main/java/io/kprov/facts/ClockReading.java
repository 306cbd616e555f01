package io.kprov.facts;

import java.time.Instant;

/** A host's own clock when a look at it began and ended. */
public record ClockReading(Instant first, Instant last) {}
