package io.kprov.inventory;

import io.kprov.inventory.Finding.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the tests' inventories are, and the surroundings in which they are read. */
final class TestInventories {
    static final Path CASES = Path.of("src/test/resources/inventory");

    /** The examples, beside the key that the lab makes for its hosts. */
    static final Path EXAMPLES = copyOf(Path.of("../inventory-examples"));

    static final boolean UPDATE = Boolean.getBoolean("kprov.update");

    private static final Map<String, String> VARIABLES =
            Map.of(
                    "SUDO_PASSWORD", "correct horse",
                    "EMPTY", "",
                    "BAD_USER", "battery staple");

    private TestInventories() {}

    static Environment environment() {
        return new Environment(
                name -> Optional.ofNullable(VARIABLES.get(name)),
                Path.of("/nonexistent/home"),
                Path.of("").toAbsolutePath());
    }

    static InventoryReader reader() {
        return new InventoryReader(environment());
    }

    private static Path copyOf(Path examples) {
        try {
            Path copy = Files.createDirectories(Path.of("target/inventory-examples"));
            for (Path file : yamlFiles(examples).toList()) {
                Files.copy(
                        file,
                        copy.resolve(file.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.copy(
                    examples.resolve("backup.crt"),
                    copy.resolve("backup.crt"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(copy.resolve("lab_key"), "not a key, only a readable file\n");
            return copy;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static Stream<Path> yamlFiles(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** All findings, whether the inventory is valid or not. */
    static List<Finding> findings(Path file) {
        try {
            return reader().read(file).warnings();
        } catch (InvalidInventoryException invalid) {
            return invalid.findings();
        }
    }

    /** As an operator sees them, without the file's name. */
    static List<String> lines(Path file) {
        return findings(file).stream()
                .map(finding -> finding.line() + ":" + finding.col() + " " + finding.text())
                .toList();
    }

    static boolean isValid(Path file) {
        return findings(file).stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
