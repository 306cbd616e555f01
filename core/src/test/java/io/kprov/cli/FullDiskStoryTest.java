package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's disk fills while kprov runs. */
class FullDiskStoryTest {
    @TempDir private Path folder;

    @Test
    void a_run_that_cannot_be_written_down_stops_and_says_so() throws Exception {
        var ended = applyWithRoomForHalfOfTheJournal();

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out())
                .contains("stopped after")
                .containsPattern("the journal .*/events.ndjson could not be written")
                .contains("why:   java.io.IOException: File too large")
                .contains("state: no further step was begun")
                .endsWith("go on with: kprov apply --yes\n")
                .doesNotContain("\tat ", "bug of kprov", "== verification");

        var desk = new Desk(folder);
        assertThat(desk.kprov("runs").expect(0).out()).contains("broke off");
        desk.kprov("runs", "show", "last").expect(0);
    }

    private Desk.Ran applyWithRoomForHalfOfTheJournal() throws IOException, InterruptedException {
        // Blocks of 512 bytes or of 1024: both are less than an install tells. The JVM takes the
        // limit for an error of the file, as a full disk.
        var process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "ulimit -f 128; exec \"$@\"",
                                "sh",
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ApplyMain.class.getName(),
                                folder.toString())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Desk.Ran(process.waitFor(), out, "");
    }
}
