package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closed with a certificate, opened with its key; openssl's side is in core's BackupScriptTest. */
class SealedFileTest {
    private static final byte[] CONTENT =
            "keys\n".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

    @TempDir private Path directory;

    private PkiStore store(KeyAlgorithm algorithm, String name) {
        var store = new PkiStore(directory.resolve(name), Optional.empty(), Lab.RANDOM);
        new ClusterPki(store, Lab.RANDOM, java.time.InstantSource.system())
                .ensure(Lab.request(algorithm, Lab.API, Lab.WORKER));
        return store;
    }

    private static byte[] open(byte[] sealed, String key) throws IOException {
        var content = new ByteArrayOutputStream();
        SealedFile.open(new ByteArrayInputStream(sealed), content, "the key", key);
        return content.toByteArray();
    }

    @Test
    void only_the_certificate_s_own_key_opens_it() throws IOException {
        var mine = store(KeyAlgorithm.RSA_2048, "mine");
        var other = store(KeyAlgorithm.RSA_2048, "other");
        String certificate = mine.read("ca.crt").orElseThrow();

        byte[] sealed = SealedFile.seal(CONTENT, certificate, Lab.RANDOM);

        assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("keys");
        assertThat(open(sealed, mine.read("ca.key").orElseThrow())).isEqualTo(CONTENT);
        assertThatThrownBy(() -> open(sealed, other.read("ca.key").orElseThrow()))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the key does not open the backup");
        assertThatThrownBy(() -> open(CONTENT, mine.read("ca.key").orElseThrow()))
                .isInstanceOf(PkiException.class);
    }

    @Test
    void it_takes_a_certificate_with_an_rsa_key() {
        assertThat(
                        SealedFile.canBeSealedTo(
                                store(KeyAlgorithm.RSA_2048, "rsa").read("ca.crt").orElseThrow()))
                .isTrue();
        assertThat(
                        SealedFile.canBeSealedTo(
                                store(KeyAlgorithm.ECDSA_P256, "ec").read("ca.crt").orElseThrow()))
                .isFalse();
        assertThat(SealedFile.canBeSealedTo("-----BEGIN CERTIFICATE-----\nAAAA\n")).isFalse();
    }
}
