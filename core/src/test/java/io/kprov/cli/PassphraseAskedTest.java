package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A passphrase that the inventory does not hold. */
class PassphraseAskedTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir private Path folder;
    private final List<String> questions = new ArrayList<>();

    private PassphraseAsked typing(String... answers) {
        Queue<String> rest = new ArrayDeque<>(List.of(answers));
        return new PassphraseAsked(
                question -> {
                    questions.add(question);
                    return Optional.ofNullable(rest.poll());
                },
                new LocalProgram(PATIENCE));
    }

    private String printed(Duration limit, String... words) {
        return new PassphraseAsked(_ -> Optional.empty(), new LocalProgram(limit))
                .printed(List.of(words), folder)
                .reveal();
    }

    private static KprovException refused(ThrowingCallable work) {
        return catchThrowableOfType(KprovException.class, work);
    }

    @Test
    void what_opens_keys_is_asked_for_once() {
        assertThat(typing("correct horse").typed(false).reveal()).isEqualTo("correct horse");
        assertThat(questions).containsExactly("passphrase of the CA keys: ");
    }

    @Test
    void what_is_new_is_asked_for_twice_until_both_are_the_same() {
        assertThat(typing("a", "b", "", "c", "c").typed(true).reveal()).isEqualTo("c");
        assertThat(questions)
                .containsExactly(
                        "passphrase of the CA keys: ",
                        "once more, as it is new: ",
                        "these were two different ones; passphrase of the CA keys: ",
                        "an empty one protects nothing; passphrase of the CA keys: ",
                        "once more, as it is new: ");
    }

    @Test
    void nobody_is_asked_for_ever() {
        var refused = refused(() -> typing("", "", "", "late").typed(false));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(questions).hasSize(3);
    }

    @Test
    void without_a_terminal_it_is_told_what_else_there_is() {
        var refused = refused(() -> typing().typed(false));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.problems().toString())
                .contains("there is no terminal to ask on", "${env:NAME}", "a command");
    }

    @Test
    void a_program_prints_it_on_its_first_line() {
        assertThat(printed(PATIENCE, "printf", "%s\\r\\nurl: x\\n", "correct horse"))
                .isEqualTo("correct horse");
    }

    @Test
    void a_program_runs_in_the_inventorys_directory_without_a_shell_and_without_input()
            throws Exception {
        Files.writeString(folder.resolve("secret"), "correct horse\n");

        assertThat(printed(PATIENCE, "cat", "secret")).isEqualTo("correct horse");
        assertThat(printed(PATIENCE, "echo", "$(id) `id`; id")).isEqualTo("$(id) `id`; id");
        assertThat(refused(() -> printed(PATIENCE, "cat")).problems().toString())
                .contains("the first line that it printed is empty");
    }

    @Test
    void a_program_that_fails_is_told_with_what_it_says_and_never_with_what_it_prints() {
        var refused =
                refused(() ->
                        printed(
                                PATIENCE,
                                "sh",
                                "-c",
                                "echo swordfish; echo gpg: no secret key >&2; exit 2"));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.problems().getFirst().why())
                .endsWith("it exited 2:\ngpg: no secret key");
        assertThat(refused.problems().getFirst().what())
                .isEqualTo("the command of pki.caKeyPassphrase gave no answer");
        assertThat(refused.problems().getFirst().why().replace("echo swordfish", ""))
                .doesNotContain("swordfish");
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        assertThat(
                        refused(() -> printed(PATIENCE, "no-such-program", "show"))
                                .problems()
                                .toString())
                .contains("no-such-program show: it could not be started");
    }

    @Test
    void a_program_that_does_not_end_is_ended_with_what_it_started() throws Exception {
        var refused =
                refused(() ->
                        printed(
                                Duration.ofSeconds(2),
                                "sh",
                                "-c",
                                "sleep 600 & echo $! > child; wait"));

        assertThat(refused.problems().toString()).contains("it did not end within");
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        ending ->
                                assertThat(ending.orElseThrow().onExit())
                                        .succeedsWithin(Duration.ofSeconds(30)));
    }
}
