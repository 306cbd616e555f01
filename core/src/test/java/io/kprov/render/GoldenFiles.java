package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of files as they should be. {@code -Dkprov.update=true} rewrites it from what is
 * rendered now; the commit then shows what changed.
 */
record GoldenFiles(Path folder) {
    private static final boolean UPDATE = Boolean.getBoolean("kprov.update");

    /** The folder below {@code golden/} in the test resources. */
    static GoldenFiles of(String name) {
        return new GoldenFiles(Path.of("src/test/resources/golden", name));
    }

    /**
     * Fails with a unified diff when the folder is not exactly these.
     *
     * @param actual path in the folder to text
     */
    void check(Map<String, String> actual) throws IOException {
        if (UPDATE) {
            rewrite(actual);
        }
        var diff = new StringBuilder();
        var expected = read();
        var names = new TreeMap<String, String>(expected);
        names.putAll(actual);
        for (var name : names.keySet()) {
            diff.append(diff(name, expected.getOrDefault(name, ""), actual.getOrDefault(name, "")));
        }
        assertThat(diff.toString())
                .as("%s (-Dkprov.update=true accepts the new text)", folder)
                .isEmpty();
    }

    private static String diff(String name, String expected, String actual) {
        var before = expected.lines().toList();
        var after = actual.lines().toList();
        var patch = DiffUtils.diff(before, after);
        var lines = UnifiedDiffUtils.generateUnifiedDiff(name, name, before, patch, 2);
        return lines.isEmpty() ? "" : "\n" + String.join("\n", lines);
    }

    private Map<String, String> read() throws IOException {
        var files = new TreeMap<String, String>();
        if (Files.exists(folder)) {
            for (var file : all()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private List<Path> all() throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }

    private void rewrite(Map<String, String> actual) throws IOException {
        if (Files.exists(folder)) {
            for (var file : all()) {
                Files.delete(file);
            }
        }
        for (var entry : actual.entrySet()) {
            var file = folder.resolve(entry.getKey());
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, entry.getValue());
        }
    }
}
