package io.kprov.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorLockTest {
    private static final Holder ANN =
            new Holder(41, "ann", "desk", Instant.parse("2026-01-01T10:00:00Z"), "apply");
    private static final Holder BOB =
            new Holder(42, "bob", "desk", Instant.parse("2026-01-01T11:00:00Z"), "upgrade");

    private final List<Process> children = new ArrayList<>();
    @TempDir private Path home;

    @AfterEach
    void end_children() {
        children.forEach(Process::destroyForcibly);
    }

    @Test
    void a_second_run_fails_at_once_and_names_the_first() {
        try (var _ = OperatorLock.acquire(state(), ANN)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(refusal())
                        .contains(
                                "kprov apply of ann on desk (process 41), since"
                                        + " 2026-01-01T10:00:00Z");
            }
        }
    }

    @Test
    void after_the_first_run_the_second_may() {
        OperatorLock first = OperatorLock.acquire(state(), ANN);
        first.close();
        first.close();

        try (var _ = OperatorLock.acquire(state(), BOB)) {
            assertThat(refusal()).contains("bob");
            first.close();
            assertThat(refusal()).contains("bob");
        }
    }

    @Test
    void other_clusters_are_not_concerned() {
        try (var _ = OperatorLock.acquire(state(), ANN);
                var _ =
                        OperatorLock.acquire(
                                ClusterState.beside(home.resolve("inventory.yaml"), "test"), BOB)) {
            assertThat(refusal()).contains("ann");
        }
    }

    @Test
    void the_lock_file_is_the_owners() throws IOException {
        try (var _ = OperatorLock.acquire(state(), ANN)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state().lock())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void what_a_dead_run_left_in_the_file_does_not_count() throws IOException {
        state().create();
        Files.writeString(state().lock(), "{\"pid\": 1, \"user\": \"nobody\", \"longer\": 1234}\n");

        try (var _ = OperatorLock.acquire(state(), ANN)) {
            assertThat(refusal()).contains("ann");
        }
    }

    @Test
    void a_holder_that_cannot_be_read_still_holds() throws IOException {
        startHolder();
        Files.writeString(state().lock(), "{");

        assertThat(refusal()).contains("it does not say which");
    }

    @Test
    void another_process_holds_until_it_dies() throws Exception {
        Process other = startHolder();
        assertThat(refusal()).contains("kprov demo of child on desk");
        assertThat(refusal()).contains("kprov demo of child on desk");

        other.destroyForcibly().waitFor();

        try (var _ = OperatorLock.acquire(state(), ANN)) {
            assertThat(refusal()).contains("ann");
        }
    }

    /** A JVM that holds the lock, as it said. */
    private Process startHolder() throws IOException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LockHolderMain.class.getName(),
                                inventory().toString(),
                                "prod")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        children.add(child);
        BufferedReader said = child.inputReader();
        assertThat(said.readLine()).isEqualTo("locked");
        return child;
    }

    private String refusal() {
        var failure =
                catchThrowableOfType(
                        KprovException.class, () -> OperatorLock.acquire(state(), BOB));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.LOCKED);
        return failure.problems().getFirst().why();
    }

    private Path inventory() {
        return home.resolve("inventory.yaml");
    }

    private ClusterState state() {
        return ClusterState.beside(inventory(), "prod");
    }
}
