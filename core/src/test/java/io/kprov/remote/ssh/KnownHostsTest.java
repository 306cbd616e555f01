package io.kprov.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.remote.ssh.KnownHosts.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownHostsTest {
    private static final HostKey KEY = HostKey.of(SshFixture.HOST_KEY.getPublic());
    private static final HostKey OTHER = HostKey.of(SshFixture.OPERATOR_KEY.getPublic());

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    10.0.0.11                   | 10.0.0.11 | 22   | true
                    10.0.0.12                   | 10.0.0.11 | 22   | false
                    cp-1,10.0.0.11              | 10.0.0.11 | 22   | true
                    [10.0.0.11]:2222            | 10.0.0.11 | 2222 | true
                    [10.0.0.11]:2222            | 10.0.0.11 | 22   | false
                    10.0.0.11                   | 10.0.0.11 | 2222 | true
                    10.0.0.*                    | 10.0.0.11 | 22   | true
                    10.0.0.?                    | 10.0.0.11 | 22   | false
                    10.0.0.*,!10.0.0.11         | 10.0.0.11 | 22   | false
                    BASTION.example.com         | bastion.Example.com | 22 | true
                    fd00::11                    | fd00::11  | 22   | true
                    10x0.0.11                   | 10.0.0.11 | 22   | false
                    """)
    void hosts_are_found_as_openssh_finds_them(
            String hosts, String asked, int port, boolean trusted) throws IOException {
        var known = files(hosts + " " + line(KEY));
        assertThat(known.check(asked, port, KEY) instanceof Verdict.Trusted).isEqualTo(trusted);
    }

    /** Made with {@code ssh-keygen -H} of the names 10.0.0.11 and [10.0.0.11]:2222. */
    @ParameterizedTest
    @CsvSource({
        "|1|lZYtIubpQfh5ztfx0qXEij7vUe8=|ZhbQnYy6kM48vQzpn5hwfgHvWCA=, 10.0.0.11, 22",
        "|1|gUl4AiG4tHHk2xYhxMDITO0SN+8=|BTg/JMN7i7aYfeshcYnPin6qpEs=, 10.0.0.11, 2222",
    })
    void hashed_names_are_found(String hashed, String asked, int port) throws IOException {
        assertThat(files(hashed + " " + line(KEY)).check(asked, port, KEY))
                .isEqualTo(new Verdict.Trusted());
        assertThat(files(hashed + " " + line(KEY)).check("10.0.0.12", port, KEY))
                .isEqualTo(new Verdict.Unknown());
    }

    @Test
    void a_changed_key_is_told_with_file_and_line_of_the_known_one() throws IOException {
        var known = files("# mine", "10.0.0.11 " + line(OTHER));
        assertThat(known.check("10.0.0.11", 22, KEY))
                .isEqualTo(
                        new Verdict.Changed(
                                List.of(folder.resolve("known_hosts") + ":2 " + OTHER)));
    }

    @Test
    void a_revoked_key_is_refused_whatever_else_is_known() throws IOException {
        var known = files("10.0.0.11 " + line(KEY), "@revoked * " + line(KEY));
        assertThat(known.check("10.0.0.11", 22, KEY))
                .isEqualTo(new Verdict.Revoked(folder.resolve("known_hosts") + ":2"));
    }

    @Test
    void authorities_comments_and_damaged_lines_are_passed_over() throws IOException {
        var known =
                files(
                        "",
                        "   ",
                        "#10.0.0.11 " + line(OTHER),
                        "@cert-authority * " + line(OTHER),
                        "@",
                        "10.0.0.11",
                        "10.0.0.11 ssh-ed25519",
                        "10.0.0.11 ssh-ed25519 ***",
                        "|1|x| " + line(OTHER),
                        "|1|| " + line(OTHER),
                        "10.0.0.11 1024 35 1234567890",
                        "10.0.0.11 " + line(KEY) + " a comment");
        assertThat(known.check("10.0.0.11", 22, KEY)).isEqualTo(new Verdict.Trusted());
    }

    @Test
    void a_missing_file_knows_nobody() {
        assertThat(new KnownHosts(List.of(), folder.resolve("none")).check("h", 22, KEY))
                .isEqualTo(new Verdict.Unknown());
    }

    @Test
    void a_pinned_key_is_trusted_at_once_and_written_once() throws IOException {
        var pinned = folder.resolve("prod/known_hosts");
        var known = new KnownHosts(List.of(), pinned);
        known.pin("10.0.0.11", 2222, List.of(KEY, OTHER));
        known.pin("10.0.0.11", 2222, List.of(KEY));
        known.pin("10.0.0.12", 22, List.of(KEY));
        assertThat(pinned)
                .hasContent(
                        """
                        [10.0.0.11]:2222 %s
                        [10.0.0.11]:2222 %s
                        10.0.0.12 %s
                        """
                                .formatted(line(KEY), line(OTHER), line(KEY)));
        assertThat(known.check("10.0.0.12", 22, KEY)).isEqualTo(new Verdict.Trusted());
        assertThat(known.knownTypes("10.0.0.12", 22)).containsExactly("ssh-ed25519");
        assertThat(pinned.getParent()).isDirectoryNotContaining(p -> !p.equals(pinned));
    }

    private KnownHosts files(String... lines) throws IOException {
        var file = folder.resolve("known_hosts");
        Files.write(file, List.of(lines));
        return new KnownHosts(List.of(file), folder.resolve("pinned"));
    }

    private static String line(HostKey key) {
        return key.type() + " " + key.base64();
    }
}
