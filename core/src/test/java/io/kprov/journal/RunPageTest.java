package io.kprov.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report, read as Markdown readers do: sections, rows of tables, fenced blocks. */
class RunPageTest {
    @TempDir private Path folder;
    private final Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    private final List<String> blocks = new ArrayList<>();

    @BeforeEach
    void write_and_parse() throws IOException {
        Path events = folder.resolve("events.ndjson");
        Files.writeString(events, Stories.text(Stories.failed()));
        RunPage.write(events);
        String section = "";
        String fence = "";
        for (String line : Files.readAllLines(folder.resolve("report.md"))) {
            if (!fence.isEmpty()) {
                if (line.equals(fence)) {
                    fence = "";
                } else {
                    blocks.add(blocks.removeLast() + line + "\n");
                }
            } else if (line.startsWith("```")) {
                fence = line;
                blocks.add("");
            } else if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            } else if (line.startsWith("|") && !line.matches("[|: -]*")) {
                tables.computeIfAbsent(section, key -> new ArrayList<>()).add(cells(line));
            }
        }
        assertThat(fence).isEmpty();
    }

    private static List<String> cells(String row) {
        return List.of(row.strip().substring(1).split("(?<!\\\\)\\|")).stream()
                .map(cell -> cell.strip().replaceAll("\\\\(.)", "$1"))
                .toList();
    }

    @Test
    void says_what_ran_and_how_it_ended() {
        assertThat(tables.keySet())
                .containsExactly(
                        "apply of cluster prod: failed", "Hosts", "Slowest steps", "Tried again");
        assertThat(tables.get("apply of cluster prod: failed"))
                .contains(
                        List.of("Command", "kprov apply prod.yaml"),
                        List.of("Result", "failed"),
                        List.of("Duration", "13.0 s"),
                        List.of("Who", "ann on desk (process 41)"));
    }

    @Test
    void has_a_row_per_host() {
        assertThat(tables.get("Hosts"))
                .containsExactly(
                        List.of("Host", "Done", "Skipped", "Tried again", "Result", "Time"),
                        List.of("cp-1", "1", "1", "0", "failed", "4.5 s"),
                        List.of("w-1", "0", "0", "1", "failed", "6.5 s"));
    }

    @Test
    void has_the_slowest_steps_first() {
        assertThat(tables.get("Slowest steps"))
                .containsExactly(
                        List.of("Step", "Host", "Result", "Time"),
                        List.of("join the cluster", "w-1", "failed", "6.0 s"),
                        List.of("pull images", "cp-1", "done", "4.0 s"));
    }

    @Test
    void has_what_was_tried_again_in_one_line_each() {
        assertThat(tables.get("Tried again"))
                .containsExactly(
                        List.of("Step", "Host", "Attempt", "After", "Reason"),
                        List.of(
                                "join the cluster",
                                "w-1",
                                "2",
                                "5.0 s",
                                "the connection was lost"));
    }

    @Test
    void has_all_four_parts_of_what_stopped_it_whatever_they_hold() {
        assertThat(blocks).containsExactly(Stories.FAILURE + "\n", Stories.GATE + "\n");
    }

    @Test
    void what_markdown_would_take_for_its_own_is_text() throws IOException {
        Path events = folder.resolve("events.ndjson");
        Files.writeString(
                events,
                Stories.text(
                        Stories.entries(
                                Stories.start(),
                                new Event.StepDone("w-1", "s", "a | *b* <c>", 1, 1))));

        assertThat(RunPage.lines(RunRecord.read(events).orElseThrow()))
                .contains("| a \\| \\*b\\* \\<c> | w-1 | done | 1.0 s |");
    }
}
