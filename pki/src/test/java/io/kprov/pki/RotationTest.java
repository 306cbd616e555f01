package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.pki.Rotation.Phase;
import io.kprov.pki.bc.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A CA and its successor, from the first day of both to the last of the old one. */
class RotationTest {
    private static final PkiRequest REQUEST = Lab.request(Lab.CP_1, Lab.WORKER);

    @TempDir private Path directory = Path.of("");

    @BeforeEach
    void make() {
        Lab.pki(directory).ensure(REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca", "etcd/ca", "front-proxy-ca"})
    void both_are_trusted_before_the_new_one_signs_and_until_the_old_one_signed_nothing_any_more(
            String ca) {
        ParsedCertificate old = authorities(ca).getFirst();
        List<PkiChange> first = Lab.pki(directory).ensure(REQUEST.rotating(ca));

        assertThat(first).containsExactly(new PkiChange.Succession(ca));
        assertThat(Lab.pki(directory).rotation()).contains(new Rotation(ca, Phase.TRUST));
        assertThat(authorities(ca)).hasSize(2).startsWith(old);
        ParsedCertificate successor = authorities(ca).getLast();
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();

        assertThat(Lab.pki(directory).advanceRotation()).contains(new Rotation(ca, Phase.ISSUE));
        assertThat(authorities(ca)).containsExactly(successor, old);
        List<PkiChange> reissued = Lab.pki(directory).ensure(REQUEST);
        assertThat(reissued)
                .isNotEmpty()
                .allSatisfy(change -> {
                    assertThat(change).isInstanceOf(PkiChange.Reissue.class);
                    assertThat(change.reason()).contains("issuer changed");
                })
                .extracting(change -> CertificateCatalog.find(change.id()).orElseThrow().issuerId())
                .containsOnly(ca);
        assertThat(Lab.pki(directory).certificates().values())
                .noneMatch(each -> !each.ca() && each.isSignedBy(old));

        assertThat(Lab.pki(directory).advanceRotation()).contains(new Rotation(ca, Phase.DROP));
        assertThat(authorities(ca)).containsExactly(successor);
        assertThat(Lab.pki(directory).advanceRotation()).isEmpty();
        assertThat(authorities(ca)).containsExactly(successor);
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
        assertThat(Lab.files(directory).keySet())
                .noneMatch(file -> file.contains("next"))
                .doesNotContain(Rotation.FILE);
    }

    @Test
    void the_keys_of_tokens_change_hands_in_the_same_way() throws Exception {
        ServiceAccountKeyPair old = Lab.pki(directory).serviceAccountKeys();
        Lab.pki(directory).ensure(REQUEST.rotating("sa"));

        ServiceAccountKeyPair both = Lab.pki(directory).serviceAccountKeys();
        assertThat(both.privateKeyPem()).isEqualTo(old.privateKeyPem());
        assertThat(both.publicKeyPem()).startsWith(old.publicKeyPem());
        String added = both.publicKeyPem().substring(old.publicKeyPem().length());
        assertThat(Pem.readPublicKey(added)).isNotEqualTo(Pem.readPublicKey(old.publicKeyPem()));

        Lab.pki(directory).advanceRotation();
        ServiceAccountKeyPair changed = Lab.pki(directory).serviceAccountKeys();
        assertThat(changed.privateKeyPem()).isNotEqualTo(old.privateKeyPem());
        assertThat(changed.publicKeyPem()).isEqualTo(added + old.publicKeyPem());
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();

        Lab.pki(directory).advanceRotation();
        assertThat(Lab.pki(directory).serviceAccountKeys().publicKeyPem()).isEqualTo(added);
        Lab.pki(directory).advanceRotation();
        assertThat(Lab.pki(directory).serviceAccountKeys())
                .isEqualTo(new ServiceAccountKeyPair(changed.privateKeyPem(), added));
    }

    @Test
    void a_crash_at_the_very_end_leaves_a_whole_store_that_the_same_step_completes()
            throws IOException {
        Lab.pki(directory).ensure(REQUEST.rotating("ca"));
        Lab.pki(directory).advanceRotation();
        Lab.pki(directory).ensure(REQUEST);
        Lab.pki(directory).advanceRotation();
        List<ParsedCertificate> successor = authorities("ca");

        move("ca.next.key", "ca.key");
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
        assertThat(authorities("ca")).isEqualTo(successor);

        move("ca.next.crt", "ca.crt");
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
        assertThat(authorities("ca")).isEqualTo(successor);

        assertThat(Lab.pki(directory).advanceRotation()).isEmpty();
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
    }

    @Test
    void what_a_crash_left_before_the_rotation_was_under_way_is_used_again() throws IOException {
        Lab.pki(directory).ensure(REQUEST.rotating("ca"));
        String key = read("ca.next.key");
        Files.delete(directory.resolve(Rotation.FILE));
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
        assertThat(authorities("ca")).hasSize(1);

        Lab.pki(directory).ensure(REQUEST.rotating("ca"));

        assertThat(read("ca.next.key")).isEqualTo(key);
        assertThat(authorities("ca")).hasSize(2);
    }

    @Test
    void a_rotation_that_is_under_way_is_not_begun_twice_and_keeps_others_out() {
        Lab.pki(directory).ensure(REQUEST.rotating("ca"));

        assertThat(Lab.pki(directory).plan(REQUEST.rotating("ca"))).isEmpty();
        assertThatThrownBy(() -> Lab.pki(directory).plan(REQUEST.rotating("etcd/ca")))
                .hasMessageContaining("the rotation of ca is under way");
    }

    @Test
    void a_ca_whose_key_is_lost_gets_a_successor() throws IOException {
        Files.delete(directory.resolve("etcd/ca.key"));

        Lab.pki(directory).ensure(REQUEST.rotating("etcd/ca"));
        Lab.pki(directory).advanceRotation();
        Lab.pki(directory).ensure(REQUEST);
        Lab.pki(directory).advanceRotation();
        Lab.pki(directory).advanceRotation();

        assertThat(directory.resolve("etcd/ca.key")).exists();
        assertThat(Lab.pki(directory).plan(REQUEST)).isEmpty();
    }

    @Test
    void the_successors_key_is_encrypted_as_the_old_one_is() throws IOException {
        ClusterPki encrypted = Lab.pki(directory, "correct horse");
        encrypted.ensure(REQUEST);
        Lab.pki(directory, "correct horse").ensure(REQUEST.rotating("ca"));

        assertThat(Pem.isEncrypted(read("ca.next.key"))).isTrue();
        Lab.pki(directory, "correct horse").advanceRotation();
        Lab.pki(directory, "correct horse").ensure(REQUEST);
        assertThat(Lab.pki(directory, "correct horse").plan(REQUEST)).isEmpty();
    }

    @Test
    void a_key_that_came_to_lie_in_the_clear_is_encrypted_where_it_lies() throws IOException {
        Lab.pki(directory).ensure(REQUEST.rotating("ca"));
        Lab.pki(directory).advanceRotation();
        String clear = read("ca.next.key");

        Lab.pki(directory, "correct horse").ensure(REQUEST);

        assertThat(Pem.isEncrypted(read("ca.next.key"))).isTrue();
        assertThat(Lab.pki(directory, "correct horse").caKeyPem("ca")).isEqualTo(clear);
    }

    @Test
    void a_damaged_note_of_how_far_it_is_is_no_note() throws IOException {
        Files.writeString(directory.resolve(Rotation.FILE), "ca SOMEHOW\n");

        assertThatThrownBy(() -> Lab.pki(directory).plan(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("ca SOMEHOW");
    }

    private List<ParsedCertificate> authorities(String ca) {
        return Lab.pki(directory).authority(ca);
    }

    private String read(String file) throws IOException {
        return Files.readString(directory.resolve(file));
    }

    private void move(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.REPLACE_EXISTING);
    }
}
