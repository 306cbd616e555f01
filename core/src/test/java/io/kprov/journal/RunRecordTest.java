package io.kprov.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.journal.StepRecord.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from a journal, whole or damaged. */
class RunRecordTest {
    @TempDir private Path folder;

    private Optional<RunRecord> read(String text) throws IOException {
        return RunRecord.read(Files.writeString(folder.resolve("events.ndjson"), text));
    }

    private static HostRecord host(RunRecord run, String name) {
        return run.hosts().stream()
                .filter(each -> each.host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_line_says_all_of_its_event() {
        for (Entry entry : Stories.failed()) {
            assertThat(Entry.parse(entry.json())).contains(entry);
        }
        assertThat(Stories.failed().get(4).json())
                .isEqualTo(
                        """
                        {"at":"2026-01-01T10:00:04Z","event":"step-started","host":"w-1","step":"join",\
                        "title":"join the cluster","reason":"not a node","attempt":1}\
                        """);
    }

    @Test
    void a_run_is_what_became_of_each_step() throws IOException {
        var run = read(Stories.text(Stories.failed())).orElseThrow();

        assertThat(run.result()).contains(RunResult.FAILED);
        assertThat(run.took()).hasSeconds(13);
        assertThat(run.problems()).containsExactly(Stories.FAILURE, Stories.GATE);
        assertThat(run.hosts()).extracting(HostRecord::host).containsExactly("cp-1", "w-1");
        assertThat(host(run, "cp-1").failed()).isTrue();
        assertThat(host(run, "cp-1").seconds()).isEqualTo(4.5);
        var pull = host(run, "cp-1").steps().getLast();
        assertThat(pull.outcome()).isEqualTo(Outcome.DONE);
        assertThat(pull.seconds()).isEqualTo(4);
        assertThat(pull.actions()).containsExactly(new StepRecord.Done("pull 2", 3.5, "done\nso"));
        var join = host(run, "w-1").steps().getFirst();
        assertThat(join.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(join.attempts()).isEqualTo(2);
        assertThat(join.retries())
                .containsExactly(new StepRecord.Retry("the connection\nwas lost", 2, 5));
        assertThat(join.problem()).contains(Stories.FAILURE);
    }

    @Test
    void wherever_a_journal_is_torn_the_rest_is_read() throws IOException {
        String text = Stories.text(Stories.failed()).replace("not a node", "not a nöde");
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int first = text.indexOf('\n');
        for (int length = first + 1; length < bytes.length; length += 7) {
            Path events = folder.resolve("torn.ndjson");
            Files.write(events, java.util.Arrays.copyOf(bytes, length));

            assertThat(RunRecord.read(events)).isPresent();
        }
    }

    @Test
    void a_step_whose_end_is_missing_is_unfinished() throws IOException {
        var run = read(Stories.text(Stories.failed().subList(0, 8))).orElseThrow();

        assertThat(run.result()).isEmpty();
        var pull = host(run, "cp-1").steps().getLast();
        assertThat(pull.outcome()).isEqualTo(Outcome.UNFINISHED);
        assertThat(pull.seconds()).isEqualTo(4);
        assertThat(host(run, "w-1").failed()).isFalse();
    }

    @Test
    void what_a_newer_kprov_tells_is_passed_over() throws IOException {
        var lines = Stories.failed();
        String text =
                Stories.text(lines.subList(0, 4))
                        + "{\"at\":\"2026-01-01T10:00:03Z\",\"event\":\"moon-risen\",\"phase\":3}\n"
                        + lines.get(8)
                                .json()
                                .replace("\"attempt\"", "\"mood\":\"good\",\"attempt\"")
                        + "\n";

        assertThat(host(read(text).orElseThrow(), "cp-1").count(Outcome.DONE)).isEqualTo(1);
    }

    @Test
    void a_file_that_does_not_begin_as_a_journal_is_none() throws IOException {
        for (String text :
                List.of("", "{\"at\":", "{\"at\":\"x\",\"event\":\"step-done\"}\n", "\0\0\0\n")) {
            assertThat(read(text)).isEmpty();
        }
    }
}
