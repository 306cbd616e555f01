package io.kprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Signals to a process of kprov while it works on hosts whose commands take a while. */
class InterruptStoryTest {
    private static final String STOPS =
            "interrupted: each host stops at the edge of its step; a second one ends now";

    @TempDir private Path folder;
    private final List<String> said = new ArrayList<>();

    /** A process of kprov that applies, and what it says. */
    private record Running(Process process, BufferedReader output) implements AutoCloseable {
        void send(String signal) throws IOException, InterruptedException {
            var kill =
                    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                            .inheritIO()
                            .start();
            assertThat(kill.waitFor()).isZero();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Begins; each command takes a host so many milliseconds. */
    private Running apply(int milliseconds) throws IOException {
        // Whoever starts the tests in the background may ignore Ctrl-C, and what they start, too.
        var process =
                new ProcessBuilder(
                                "env",
                                "--default-signal=INT,TERM,HUP",
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ApplyMain.class.getName(),
                                folder.toString(),
                                String.valueOf(milliseconds))
                        .redirectErrorStream(true)
                        .start();
        return new Running(process, process.inputReader(UTF_8));
    }

    /** Reads on to a line that holds the text. */
    private void until(Running running, String text) throws IOException {
        said.clear();
        do {
            String line = running.output.readLine();
            assertThat(line).as(said + "\nand then nothing more, but not " + text).isNotNull();
            said.add(line);
        } while (!said.getLast().contains(text));
    }

    /** Reads on to the end. */
    private int end(Running running) throws InterruptedException {
        said.clear();
        running.output.lines().forEach(said::add);
        return running.process.waitFor();
    }

    private JsonNode lastEvent() throws IOException {
        try (var runs = Files.list(new Desk(folder).state().journal())) {
            var events =
                    Files.readAllLines(runs.findFirst().orElseThrow().resolve("events.ndjson"));
            return JsonMapper.shared().readTree(events.getLast());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void the_first_one_lets_steps_come_to_their_edge(String signal) throws Exception {
        try (var running = apply(100)) {
            until(running, "== hosts");
            until(running, ": ...");
            running.send(signal);
            until(running, STOPS);

            assertThat(end(running)).isEqualTo(130);
        }
        assertThat(said)
                .anyMatch(line -> line.contains(": done "))
                .anyMatch(line -> line.startsWith("stopped after "))
                .last()
                .isEqualTo("go on with: kprov apply --yes");
        assertThat(lastEvent().path("event").asString()).isEqualTo("run-ended");
        assertThat(lastEvent().path("result").asString()).isEqualTo("interrupted");
    }

    @Test
    void the_second_one_ends_it_and_the_same_command_goes_on() throws Exception {
        try (var running = apply(2000)) {
            until(running, "== hosts");
            until(running, ": ...");
            running.send("INT");
            until(running, STOPS);
            running.send("INT");

            assertThat(end(running)).isEqualTo(130);
        }
        assertThat(said)
                .anyMatch(line -> line.startsWith("ended in the midst of: "))
                .last()
                .isEqualTo("go on with: kprov apply --yes");
        assertThat(lastEvent().path("event").asString()).isNotEqualTo("run-ended");
        var desk = new Desk(folder);
        assertThat(desk.kprov("runs").expect(0).out()).contains("broke off");
        assertThat(desk.kprov("runs", "show", "last").expect(0).out())
                .contains("not ended", "go on with: kprov apply --yes");

        desk.kprov("apply", "--yes").expect(0);
    }
}
