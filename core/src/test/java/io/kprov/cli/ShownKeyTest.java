package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.remote.ssh.HostKey;
import io.kprov.remote.ssh.KnownHosts.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShownKeyTest {
    private static final HostKey ED25519 = new HostKey("ssh-ed25519", "AAAA");
    private static final HostKey RSA = new HostKey("ssh-rsa", "BBBB");
    private static final Verdict UNLISTED = new Verdict.Unlisted(List.of("SHA256:other"));

    @Test
    void a_line_has_host_state_and_key() {
        assertThat(lines(new Verdict.Trusted(), new Verdict.Unknown()))
                .containsExactly(
                        "cp-1                 known    ssh-ed25519 " + ED25519.fingerprint(),
                        "cp-1                 new      ssh-rsa " + RSA.fingerprint());
    }

    @Test
    void a_bad_key_is_told_loudly() {
        assertThat(lines(new Verdict.Changed(List.of()), new Verdict.Revoked("known_hosts:1")))
                .satisfiesExactly(
                        first -> assertThat(first).contains(" CHANGED "),
                        second -> assertThat(second).contains(" REVOKED "));
    }

    @Test
    void a_key_beside_one_that_the_inventory_lists_is_not_bad() {
        assertThat(shown(new Verdict.Trusted(), UNLISTED))
                .extracting(ShownKey::state)
                .containsExactly(ShownKey.State.KNOWN, ShownKey.State.UNLISTED)
                .noneMatch(ShownKey.State::bad);
    }

    @Test
    void a_host_with_no_key_that_the_inventory_lists_has_changed() {
        assertThat(shown(UNLISTED, UNLISTED))
                .extracting(ShownKey::state)
                .containsOnly(ShownKey.State.CHANGED);
    }

    @Test
    void json_has_the_type_and_the_fingerprint_apart() {
        assertThat(shown(new Verdict.Unknown(), new Verdict.Unknown()).getFirst().json())
                .containsExactly(
                        Map.entry("host", "cp-1"),
                        Map.entry("type", "ssh-ed25519"),
                        Map.entry("fingerprint", ED25519.fingerprint()),
                        Map.entry("state", "new"));
    }

    private static List<String> lines(Verdict ed25519, Verdict rsa) {
        return shown(ed25519, rsa).stream().map(ShownKey::line).toList();
    }

    private static List<ShownKey> shown(Verdict ed25519, Verdict rsa) {
        return ShownKey.of(
                "cp-1", List.of(ED25519, RSA), key -> key.equals(ED25519) ? ed25519 : rsa);
    }
}
