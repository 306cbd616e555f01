package io.kprov.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodesPageTest {

    @Test
    void the_page_lists_exactly_the_exit_codes() throws IOException {
        var rows =
                Files.readAllLines(Path.of("../docs/exit-codes.md")).stream()
                        .filter(line -> line.matches("\\| \\d.*"))
                        .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.of(ExitCode.values())
                                .map(code ->
                                        "| %d | `%s` | %s |"
                                                .formatted(
                                                        code.number(), code.name(), code.meaning()))
                                .toList());
    }
}
