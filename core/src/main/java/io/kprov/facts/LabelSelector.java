package io.kprov.facts;

import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A label selector of the API (kubernetes.io: Labels and Selectors). */
final class LabelSelector {
    private LabelSelector() {}

    /** Whether it selects what has these labels; one that is not there selects nothing. */
    static boolean matches(JsonNode selector, Map<String, String> labels) {
        if (!selector.isObject()) {
            return false;
        }
        boolean byLabels =
                selector.path("matchLabels").properties().stream()
                        .allMatch(wanted ->
                                Optional.ofNullable(labels.get(wanted.getKey()))
                                        .filter(wanted.getValue().asString("")::equals)
                                        .isPresent());
        return byLabels
                && StreamSupport.stream(selector.path("matchExpressions").spliterator(), false)
                        .allMatch(expression -> matchesExpression(expression, labels));
    }

    private static boolean matchesExpression(JsonNode expression, Map<String, String> labels) {
        var value = Optional.ofNullable(labels.get(expression.path("key").asString("")));
        boolean named =
                value.filter(text ->
                                StreamSupport.stream(expression.path("values").spliterator(), false)
                                        .anyMatch(known -> known.asString("").equals(text)))
                        .isPresent();
        return switch (expression.path("operator").asString("")) {
            case "In" -> named;
            case "NotIn" -> !named;
            case "Exists" -> value.isPresent();
            case "DoesNotExist" -> value.isEmpty();
            default -> false;
        };
    }
}
