package io.kprov.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterStateTest {
    @TempDir private Path home;

    @Test
    void everything_is_below_a_folder_beside_the_inventory() {
        ClusterState state = ClusterState.beside(home.resolve("inventory.yaml"), "prod");

        Path folder = home.resolve(".kprov/prod");
        assertThat(state.folder()).isEqualTo(folder);
        assertThat(state.pki()).isEqualTo(folder.resolve("pki"));
        assertThat(state.plans()).isEqualTo(folder.resolve("plans"));
        assertThat(state.journal()).isEqualTo(folder.resolve("journal"));
        assertThat(state.lock()).isEqualTo(folder.resolve("lock"));
        assertThat(state.knownHosts()).isEqualTo(folder.resolve("known_hosts"));
    }

    @Test
    void nothing_is_made_before_it_is_used_and_then_for_the_owner_only() throws IOException {
        ClusterState state = ClusterState.beside(home.resolve("inventory.yaml"), "prod");
        assertThat(home).isEmptyDirectory();

        state.create();
        state.create();

        for (Path directory :
                new Path[] {
                    home.resolve(".kprov"),
                    state.folder(),
                    state.pki(),
                    state.plans(),
                    state.journal()
                }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .as(directory.toString())
                    .isEqualTo("rwx------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "a/b", "../x", "a b"})
    void a_name_that_leaves_the_folder_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterState.beside(home.resolve("inventory.yaml"), name));
    }

    @Test
    void a_file_in_the_way_is_a_failure_that_says_so() throws IOException {
        Files.writeString(home.resolve(".kprov"), "");
        ClusterState state = ClusterState.beside(home.resolve("inventory.yaml"), "prod");

        var failure = catchThrowableOfType(KprovException.class, state::create);

        assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failure.problems().getFirst().what()).contains(".kprov/prod");
    }
}
