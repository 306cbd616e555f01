package io.kprov.step;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Compares a wanted object with the live one by intent: every wanted field must be there with its
 * value; what the API or others added does not matter. Lists must agree in length and order, since
 * Kubernetes keeps the order that was applied.
 */
public final class Subset {
    private Subset() {}

    /**
     * The path of the first wanted field that the live object has otherwise; empty when it has all.
     */
    public static Optional<String> difference(Object wanted, JsonNode live) {
        return difference("", wanted, live);
    }

    private static Optional<String> difference(String path, Object wanted, JsonNode live) {
        return switch (wanted) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry ->
                                    isEmpty(entry.getValue())
                                            ? Optional.<String>empty()
                                            : difference(
                                                    path + "." + entry.getKey(),
                                                    entry.getValue(),
                                                    live.path(String.valueOf(entry.getKey()))))
                            .flatMap(Optional::stream)
                            .findFirst();
            case List<?> list -> {
                if (!live.isArray() || live.size() != list.size()) {
                    yield Optional.of(path);
                }
                for (int i = 0; i < list.size(); i++) {
                    var inner = difference(path + "[" + i + "]", list.get(i), live.get(i));
                    if (inner.isPresent()) {
                        yield inner;
                    }
                }
                yield Optional.empty();
            }
            default ->
                    live.isValueNode() && live.asString().equals(String.valueOf(wanted))
                            ? Optional.empty()
                            : Optional.of(path);
        };
    }

    /** The API drops empty lists and maps. */
    private static boolean isEmpty(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.isEmpty();
            case List<?> list -> list.isEmpty();
            default -> false;
        };
    }
}
