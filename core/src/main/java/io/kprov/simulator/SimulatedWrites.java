package io.kprov.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects of APIs that end some day: nothing of them matters here but who wrote them, and how. */
public final class SimulatedWrites {
    private final Map<String, List<String>> lines = new TreeMap<>();

    /**
     * Somebody writes an object.
     *
     * @param api resource, group and version with spaces between, e.g. {@code servicecidrs
     *     networking.k8s.io v1beta1}
     * @param manager the writer's name in managedFields
     */
    public void write(String api, String namespace, String name, String manager) {
        lines.computeIfAbsent(api, _ -> new ArrayList<>())
                .add("%s|%s|%s\n".formatted(namespace, name, manager));
    }

    /** What was written through an API version. */
    String answer(String api) {
        return "@api " + api + "\n" + String.join("", lines.getOrDefault(api, List.of()));
    }
}
