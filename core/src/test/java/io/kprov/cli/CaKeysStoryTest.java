package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the CAs' private keys are kept on the operator's side, and who is asked for what. */
class CaKeysStoryTest {
    private static final String IN_THE_CLEAR = "the private keys of the CAs are not encrypted";

    @TempDir private Path folder;
    private Desk desk;

    @BeforeEach
    void a_desk() {
        desk = new Desk(folder);
    }

    private void passphrase(String from) throws IOException {
        Files.writeString(
                folder.resolve("inventory.yaml"),
                "pki: {caKeyPassphrase: " + from + "}\n",
                StandardOpenOption.APPEND);
    }

    /** A password manager that notes how often it was asked. */
    private void passwordManager(String answer) throws IOException {
        Files.writeString(
                folder.resolve("manager"), "echo asked >>questions; echo '" + answer + "'\n");
    }

    private List<String> questions() throws IOException {
        Path notes = folder.resolve("questions");
        return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
    }

    private String key(String ca) throws IOException {
        return Files.readString(desk.state().pki().resolve(ca + ".key"));
    }

    @Test
    void without_a_passphrase_apply_warns_once_and_on_stderr_alone() {
        var ran = desk.kprov("apply", "--yes", "-o", "json").expect(0);

        assertThat(ran.err()).containsOnlyOnce(IN_THE_CLEAR).contains("set pki.caKeyPassphrase");
        assertThat(ran.out()).doesNotContain("encrypted");
        assertThat(desk.kprov("plan").expect(0).err()).doesNotContain("encrypted");
        assertThat(desk.kprov("apply", "--yes", "--progress", "json").expect(0).err())
                .doesNotContain("encrypted");
    }

    @Test
    void a_password_manager_is_asked_once_a_run_and_only_when_a_key_is_needed() throws IOException {
        passphrase("{command: [sh, manager]}");
        passwordManager("correct horse");

        desk.kprov("validate").expect(0);
        desk.kprov("plan").expect(0);
        desk.kprov("preflight").expect(0);
        assertThat(questions()).isEmpty();

        var ran = desk.kprov("apply", "--yes").expect(0);

        assertThat(questions()).hasSize(1);
        assertThat(ran.out() + ran.err()).doesNotContain("encrypted", "correct horse");
        for (String ca : List.of("ca", "etcd/ca", "front-proxy-ca")) {
            assertThat(key(ca)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        }
        desk.kprov("drift").expect(0);
        assertThat(questions()).hasSize(2);
    }

    @Test
    void a_wrong_passphrase_is_said_and_not_shown() throws IOException {
        passphrase("{command: [sh, manager]}");
        passwordManager("correct horse");
        desk.kprov("apply", "--yes").expect(0);
        passwordManager("battery staple");

        var ran = desk.kprov("plan").expect(1);

        assertThat(ran.err())
                .contains(
                        "the PKI cannot be used as it is: cannot use the key ",
                        "the passphrase does not open it",
                        "next:  Give the passphrase that the key was encrypted with.")
                .doesNotContain("staple");
    }

    @Test
    void a_password_manager_that_fails_stops_the_run_before_anything_is_made() throws IOException {
        passphrase("{command: [sh, -c, 'echo locked >&2; exit 3']}");

        var ran = desk.kprov("apply", "--yes").expect(1);

        assertThat(ran.err()).contains("pki.caKeyPassphrase", "it exited 3", "locked");
        assertThat(desk.state().pki().resolve("ca.key")).doesNotExist();
    }

    @Test
    void nobody_is_asked_where_there_is_no_terminal() throws IOException {
        passphrase("{prompt: {}}");

        desk.kprov("validate").expect(0);
        desk.kprov("plan").expect(0);
        var ran = desk.kprov("apply", "--yes").expect(64);

        assertThat(ran.err()).contains("a CA key needs its passphrase", "${env:NAME}");
    }
}
