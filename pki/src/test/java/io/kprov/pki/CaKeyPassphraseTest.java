package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaKeyPassphraseTest {
    private static final PkiRequest REQUEST = Lab.request(Lab.WORKER);

    @TempDir private Path directory;

    @Test
    void ca_keys_are_encrypted_and_open_with_the_passphrase() throws IOException {
        Lab.pki(directory, "correct horse").ensure(REQUEST);

        for (String ca : List.of("ca", "front-proxy-ca", "etcd/ca")) {
            assertThat(Files.readString(directory.resolve(ca + ".key")))
                    .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        }
        assertThat(Lab.pki(directory, "correct horse").plan(REQUEST)).isEmpty();
        assertThat(Lab.pki(directory, "correct horse").caKeyPem("ca"))
                .startsWith("-----BEGIN EC PRIVATE KEY-----");
    }

    @Test
    void a_wrong_or_missing_passphrase_is_said_without_showing_it() {
        Lab.pki(directory, "correct horse").ensure(REQUEST);

        assertThatThrownBy(() -> Lab.pki(directory, "battery staple").plan(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the passphrase does not open it")
                .hasMessageNotContaining("staple");
        assertThatThrownBy(() -> Lab.pki(directory).plan(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("encrypted and no passphrase is configured");
        assertThatThrownBy(() -> Lab.pki(directory, ""))
                .hasMessage("an empty passphrase protects nothing");
    }

    @Test
    void keys_from_before_the_passphrase_are_encrypted_and_stay_the_same() {
        Lab.pki(directory).ensure(REQUEST);
        String key = Lab.pki(directory).caKeyPem("ca");

        assertThat(Lab.pki(directory, "correct horse").ensure(REQUEST))
                .containsExactly(
                        new PkiChange.EncryptKey("ca"),
                        new PkiChange.EncryptKey("front-proxy-ca"),
                        new PkiChange.EncryptKey("etcd/ca"));
        assertThat(Lab.pki(directory, "correct horse").plan(REQUEST)).isEmpty();
        assertThat(Lab.pki(directory, "correct horse").caKeyPem("ca")).isEqualTo(key);
    }
}
