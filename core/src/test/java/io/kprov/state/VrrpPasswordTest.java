package io.kprov.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VrrpPasswordTest {
    private final VrrpPassword passwords = new VrrpPassword(new SecureRandom());
    @TempDir private Path home;

    @Test
    void a_password_is_eight_letters_and_digits() {
        assertThat(passwords.obtain(state("prod")).reveal()).matches("[0-9A-Za-z]{8}");
    }

    @Test
    void it_is_made_once_for_each_cluster() {
        assertThat(VrrpPassword.find(state("prod"))).isEmpty();

        Secret made = passwords.obtain(state("prod"));

        assertThat(passwords.obtain(state("prod"))).isEqualTo(made);
        assertThat(VrrpPassword.find(state("prod"))).contains(made);
        assertThat(passwords.obtain(state("test"))).isNotEqualTo(made);
    }

    @Test
    void only_the_owner_can_read_it() throws IOException {
        passwords.obtain(state("prod"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(state("prod").pki().toFile().list()).containsExactly("vrrp-password");
    }

    @Test
    void a_damaged_file_is_not_replaced_silently() throws IOException {
        state("prod").create();
        for (String damaged : new String[] {"", "\n", "short", "123456789", "hush\nhush"}) {
            Files.writeString(file(), damaged);

            var failure =
                    catchThrowableOfType(
                            KprovException.class, () -> passwords.obtain(state("prod")));

            assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(failure.problems().toString())
                    .contains("vrrp-password is damaged")
                    .doesNotContain("hush");
            assertThat(file()).hasContent(damaged);
        }
    }

    private Path file() {
        return state("prod").pki().resolve("vrrp-password");
    }

    private ClusterState state(String cluster) {
        return ClusterState.beside(home.resolve("inventory.yaml"), cluster);
    }
}
