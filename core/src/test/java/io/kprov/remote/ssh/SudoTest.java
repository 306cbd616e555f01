package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.command.ShellQuote;
import io.kprov.model.Secret;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SudoTest {
    private static final String PLAIN = "env LC_ALL=C sudo -k -n -- true";
    private static final String SHELL = "env LC_ALL=C sudo -k -n -- sh -c 'exec \"$@\"' sh true";
    private static final String ASKING =
            "env LC_ALL=C sudo -k -S -p '' -- sh -c 'exec \"$@\"' sh true";
    private static final Command APT = Command.of("apt-get", "update");

    private final Map<String, String> refusals = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();

    @Test
    void root_needs_no_sudo() {
        assertThat(line(sudo("root", Optional.empty()))).isEqualTo("apt-get update");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_rule_without_password_is_found_with_one_question_for_all_commands() {
        var sudo = sudo("ops", Optional.of(new Secret("pw")));
        assertThat(line(sudo)).isEqualTo("sudo -n -- apt-get update");
        assertThat(line(sudo)).isEqualTo("sudo -n -- apt-get update");
        assertThat(asked).containsExactly(PLAIN);
    }

    @Test
    void a_password_is_tried_out_and_then_goes_before_the_commands_own_input() throws IOException {
        refusals.put(PLAIN, "sudo: a password is required");
        refusals.put(SHELL, "sudo: a password is required");
        var sudo = sudo("ops", Optional.of(new Secret("pässword")));
        assertThat(line(sudo))
                .isEqualTo("sudo -k -S -p '' -- sh -c 'exec \"$@\"' sh apt-get update")
                .doesNotContain("pässword");
        assertThat(asked).containsExactly(PLAIN, SHELL, ASKING);
        assertThat(inputs).containsExactly("", "", "pässword\n");
        var input = sudo.grant().input(text("the script"));
        assertThat(new String(input.readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("pässword\nthe script");
    }

    @Test
    void a_shell_without_password_never_gets_the_password_as_its_input() throws IOException {
        refusals.put(PLAIN, "sudo: a password is required");
        var sudo = sudo("ops", Optional.of(new Secret("pw")));
        assertThat(line(sudo)).isEqualTo("sudo -n -- sh -c 'exec \"$@\"' sh apt-get update");
        assertThat(sudo.grant().input(text("script")).readAllBytes())
                .asString()
                .isEqualTo("script");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no  | sudo: a password is required           | ssh.sudoPassword
                    no  | env: sudo: No such file or directory   | install sudo
                    yes | sudo: 1 incorrect password attempt     | correct ssh.sudoPassword
                    yes | sudo: no password was provided         | correct ssh.sudoPassword
                    yes | sudo: sorry, you must have a tty       | requiretty
                    yes | ops is not in the sudoers file.        | sudoers rule
                    """)
    void a_refusal_says_what_to_do_and_is_not_asked_for_twice(
            String hasPassword, String stderr, String next) {
        List.of(PLAIN, SHELL, ASKING).forEach(line -> refusals.put(line, stderr));
        var password = hasPassword.equals("yes") ? Optional.of(new Secret("pw")) : noPassword();
        var sudo = sudo("ops", password);
        var thrown = catchThrowableOfType(RemoteException.class, sudo::grant);
        assertThat(thrown.kind()).isEqualTo(Kind.SUDO);
        assertThat(thrown.problems().getFirst().next()).contains(next);
        assertThat(thrown.problems().getFirst().why()).isEqualTo(stderr);
        var questions = asked.size();
        assertThat(catchThrowableOfType(RemoteException.class, sudo::grant)).isNotNull();
        assertThat(asked).hasSize(questions);
    }

    private static Optional<Secret> noPassword() {
        return Optional.empty();
    }

    private Sudo sudo(String user, Optional<Secret> password) {
        var target =
                new SshTarget(
                        "cp-1", "10.0.0.11", 22, user, List.of(), List.of(), false, List.of());
        return new Sudo(target, password, this::probe);
    }

    private CommandResult probe(List<String> words, InputStream input) {
        try {
            var line = ShellQuote.quote(words);
            asked.add(line);
            inputs.add(new String(input.readAllBytes(), StandardCharsets.UTF_8));
            var refusal = refusals.getOrDefault(line, "");
            var status = refusal.isEmpty() ? 0 : refusal.startsWith("env") ? 127 : 1;
            return new CommandResult(status, "", refusal, Duration.ZERO);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(Sudo sudo) {
        return ShellQuote.quote(sudo.grant().words(APT));
    }

    private static InputStream text(String text) {
        return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
