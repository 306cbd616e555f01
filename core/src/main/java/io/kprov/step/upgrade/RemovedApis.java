package io.kprov.step.upgrade;

import io.kprov.facts.WrittenObjectsFact;
import io.kprov.model.KubernetesVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which API versions a Kubernetes release serves no more, by the table beside this class. */
final class RemovedApis {
    private static final String TABLE = "removed-apis.txt";

    /** By minor, e.g. {@code 1.37}. */
    private static final Map<String, List<WrittenObjectsFact>> BY_MINOR = read();

    private RemovedApis() {}

    /** The questions for what is still written through those that end with this version's minor. */
    static List<WrittenObjectsFact> in(KubernetesVersion version) {
        return BY_MINOR.getOrDefault(version.minorText(), List.of());
    }

    private static Map<String, List<WrittenObjectsFact>> read() {
        var rows = new LinkedHashMap<String, List<WrittenObjectsFact>>();
        lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", 4))
                .forEach(row ->
                        rows.computeIfAbsent(row[0], _ -> new ArrayList<>())
                                .add(new WrittenObjectsFact(row[1], row[2], row[3])));
        return rows;
    }

    private static Stream<String> lines() {
        try (var stream = RemovedApis.class.getResourceAsStream(TABLE)) {
            if (stream == null) {
                throw new IllegalStateException("no table " + TABLE);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
