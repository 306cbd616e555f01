package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kprov.command.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With OpenSSH's own programs, where there are any. */
class UnixAgentTest {
    private final TestSshServer server =
            new TestSshServer(SshFixture.HOST_KEY).program("true", (in, out, err) -> 0);
    private Process agent;
    private SshFixture fixture;
    private Path socket;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        assumeThat(Path.of("/usr/bin/ssh-agent")).exists();
        fixture = new SshFixture(home).knows(server, SshFixture.HOST_KEY);
        socket = home.resolve("agent");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try (var said = agent.inputReader()) { // it speaks when the socket is there
            assertThat(said.readLine()).contains(socket.toString());
        }
        fixture.agentSocket = Optional.of(socket);
    }

    @AfterEach
    void stop() throws IOException {
        if (agent != null) {
            agent.destroy();
        }
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void a_key_of_the_agent_lets_in_without_its_file(String type) throws Exception {
        authorize(add(type));
        Files.delete(fixture.home.resolve(type));
        login();
    }

    @Test
    void an_encrypted_file_whose_key_is_in_the_agent_is_not_asked_for() throws Exception {
        var key = add("ed25519");
        authorize(key);
        run("ssh-keygen", "-q", "-p", "-N", "geheim", "-f", key.toString());
        fixture.identityFile = Optional.of(key);
        login();
        assertThat(fixture.asked).isEmpty();
    }

    @Test
    void an_encrypted_file_of_ssh_keygen_is_read_with_its_passphrase() throws Exception {
        var key = fixture.home.resolve("encrypted");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "geheim", "-f", key.toString());
        authorize(key);
        fixture.identityFile = Optional.of(key);
        fixture.passphrases = java.util.List.of("geheim");
        login();
    }

    @Test
    void the_configured_key_is_offered_before_the_others_of_a_full_agent() throws Exception {
        for (var i = 0; i < 25; i++) { // more than the server's attempts
            add("other" + i, "ed25519");
        }
        var key = add("ed25519");
        authorize(key);
        fixture.identityFile = Optional.of(key);
        login();
    }

    private void login() {
        try (var connector = fixture.connector();
                var remote = connector.connect(SshFixture.host("w-1", server.port()))) {
            assertThat(remote.run(Command.of("true"), SshFixture.LONG).ok()).isTrue();
        }
    }

    private Path add(String type) throws Exception {
        return add(type, type);
    }

    private Path add(String name, String type) throws Exception {
        var key = fixture.home.resolve(name);
        run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString());
        run("ssh-add", "-q", key.toString());
        return key;
    }

    private void authorize(Path key) {
        server.authorize(Identities.publicHalf(key).orElseThrow());
    }

    private void run(String... words) throws Exception {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
