package io.kprov.facts;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A Kubernetes object as the API knows it. */
public sealed interface ObjectState {

    /** The API server did not answer: nothing is known. */
    record NoAnswer() implements ObjectState {}

    /** It answered that there is none. */
    record Absent() implements ObjectState {}

    record Present(JsonNode object) implements ObjectState {}

    default Optional<JsonNode> found() {
        return this instanceof Present(JsonNode object) ? Optional.of(object) : Optional.empty();
    }
}
