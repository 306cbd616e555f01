package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case is an inventory whose last comments, {@code #! line:col ...}, are what kprov says of
 * it. To write them anew: {@code -Dkprov.update=true}.
 */
class FindingsTest {
    private static final String MARK = "#! ";

    static Stream<Path> bad() {
        return TestInventories.yamlFiles(TestInventories.CASES.resolve("bad"));
    }

    static Stream<Path> warnings() {
        return TestInventories.yamlFiles(TestInventories.CASES.resolve("warnings"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void bad_inventories_are_refused_with_exact_lines(Path file) throws IOException {
        assertFindings(file);
        assertThat(TestInventories.isValid(file)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void unwise_inventories_are_accepted_with_warnings(Path file) throws IOException {
        assertFindings(file);
        assertThat(TestInventories.isValid(file)).isTrue();
    }

    @ParameterizedTest
    @MethodSource({"bad", "warnings"})
    void no_finding_shows_a_secret(Path file) {
        assertThat(String.join("\n", TestInventories.lines(file)))
                .doesNotContain("hunter2", "hunter3", "battery staple", "correct horse", "12345");
    }

    private static void assertFindings(Path file) throws IOException {
        List<String> actual = TestInventories.lines(file);
        List<String> text = Files.readAllLines(file);
        if (TestInventories.UPDATE) {
            Files.write(
                    file,
                    Stream.concat(
                                    text.stream().filter(line -> !line.startsWith(MARK)),
                                    actual.stream().map(line -> MARK + line))
                            .toList());
        }
        assertThat(actual)
                .as("what kprov says of %s; to write it anew: -Dkprov.update=true", file)
                .isEqualTo(
                        Files.readAllLines(file).stream()
                                .filter(line -> line.startsWith(MARK))
                                .map(line -> line.substring(MARK.length()))
                                .toList());
    }
}
