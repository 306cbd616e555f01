package io.kprov.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @Test
    void keeps_both_outputs_and_the_exit_code_and_copies_every_line_to_the_log()
            throws IOException {
        Path log = folder.resolve("log");

        Outcome outcome =
                Program.start(
                                folder,
                                log,
                                "spoken\n",
                                List.of("sh", "-c", "cat; echo wrong >&2; exit 3"))
                        .finish(LIMIT);

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.out()).isEqualTo("spoken\n");
        assertThat(outcome.err()).isEqualTo("wrong\n");
        assertThat(Files.readAllLines(log)).containsExactlyInAnyOrder("out spoken", "err wrong");
        assertThatThrownBy(outcome::orFail)
                .hasMessageContaining("exit 3")
                .hasMessageContaining("wrong");
    }

    @Test
    void is_killed_with_its_children_once_it_has_printed_what_the_story_waits_for() {
        Program program =
                Program.start(
                        folder,
                        folder.resolve("log"),
                        "",
                        List.of("sh", "-c", "echo half-way; sleep 600; true"));

        program.awaitPrinted("it is half-way", LIMIT, printed -> printed.contains("half-way"));

        assertThat(program.kill().exit()).isEqualTo(128 + 9);
    }

    @Test
    void says_what_was_printed_when_it_ends_before_the_awaited_line() {
        Program program =
                Program.start(
                        folder,
                        folder.resolve("log"),
                        "",
                        List.of("sh", "-c", "echo something else"));

        assertThatThrownBy(() ->
                        program.awaitPrinted(
                                "it says hello", LIMIT, printed -> printed.contains("hello")))
                .hasMessageContaining("it says hello")
                .hasMessageContaining("something else");
    }
}
