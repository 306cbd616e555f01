package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiRecoveryTest {
    private static final PkiRequest REQUEST = Lab.request(Lab.CP_1, Lab.CP_2, Lab.WORKER);

    @TempDir private Path lost;
    @TempDir private Path store;

    @BeforeEach
    void a_store_that_is_lost() {
        Lab.pki(lost).ensure(REQUEST);
    }

    /** What a host has of it: what it shares with others, and its own. */
    private HeldPki held(String node) {
        var texts = new HashMap<String, String>();
        Lab.files(lost)
                .forEach((file, text) -> {
                    String own = "hosts/" + node + "/";
                    if (file.startsWith(own)) {
                        texts.put(file.substring(own.length()), text);
                    } else if (node.startsWith("cp")
                            && !file.startsWith("hosts/")
                            && !file.startsWith("operator/")
                            && !file.equals("etcd/ca.key")
                            && !file.equals("front-proxy-ca.key")) {
                        texts.put(file, text);
                    }
                });
        return new HeldPki(node, texts);
    }

    private static HeldPki with(HeldPki held, String file, String text) {
        var texts = new HashMap<>(held.texts());
        texts.put(file, text);
        return new HeldPki(held.node(), texts);
    }

    private PkiRecovery recovery(HeldPki... hosts) {
        return new PkiRecovery(
                new PkiStore(store, Optional.empty(), Lab.RANDOM), REQUEST, List.of(hosts));
    }

    private static void write(PkiRecovery recovery) {
        recovery.write(Lab.RANDOM, InstantSource.fixed(Lab.START));
    }

    @Test
    void the_store_is_what_it_was_but_for_keys_that_no_host_has() {
        var recovery = recovery(held("cp-1"), held("cp-2"), held("w-1"));

        assertThat(Lab.files(store)).isEmpty();
        assertThat(recovery.left()).isEmpty();
        assertThat(recovery.lostKeys())
                .containsExactly(
                        new PkiRecovery.LostKey(
                                "front-proxy-ca", Instant.parse("2027-01-01T00:00:00Z")),
                        new PkiRecovery.LostKey("etcd/ca", Instant.parse("2027-01-01T00:00:00Z")));
        write(recovery);

        Map<String, String> wanted = Lab.files(lost);
        assertThat(Lab.files(store))
                .containsOnlyKeys(
                        wanted.keySet().stream()
                                .filter(file ->
                                        !file.equals("etcd/ca.key")
                                                && !file.equals("front-proxy-ca.key"))
                                .toList());
        assertThat(Lab.files(store))
                .allSatisfy((file, text) -> {
                    if (!file.startsWith("operator/")) {
                        assertThat(wanted).containsEntry(file, text);
                    }
                });
        assertThat(Lab.pki(store).plan(REQUEST)).isEmpty();
    }

    @Test
    void with_a_passphrase_the_ca_key_comes_back_encrypted() throws IOException {
        var files = new PkiStore(store, Optional.of(Passphrase.of("correct horse")), Lab.RANDOM);
        write(new PkiRecovery(files, REQUEST, List.of(held("cp-1"), held("cp-2"), held("w-1"))));

        assertThat(Files.readString(store.resolve("ca.key")))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(Lab.pki(store, "correct horse").caKeyPem("ca"))
                .isEqualTo(Lab.pki(lost).caKeyPem("ca"));
        assertThat(Lab.pki(store, "correct horse").plan(REQUEST)).isEmpty();
    }

    @Test
    void a_ca_key_that_somebody_left_on_a_host_is_taken() throws IOException {
        String key = Files.readString(lost.resolve("etcd/ca.key"));
        var recovery = recovery(held("cp-1"), with(held("cp-2"), "etcd/ca.key", key));

        assertThat(recovery.lostKeys())
                .map(PkiRecovery.LostKey::ca)
                .containsExactly("front-proxy-ca");
        assertThat(recovery.files()).contains("etcd/ca.key");
    }

    @Test
    void a_certificate_of_another_ca_is_left_where_it_is(@TempDir Path other) {
        Lab.pki(other).ensure(REQUEST);
        var foreign =
                with(
                        with(
                                held("cp-1"),
                                "apiserver.crt",
                                Lab.files(other).getOrDefault("hosts/cp-1/apiserver.crt", "")),
                        "apiserver.key",
                        Lab.files(other).getOrDefault("hosts/cp-1/apiserver.key", ""));

        assertThat(recovery(foreign).left())
                .containsExactly(
                        new PkiRecovery.Left("cp-1", "apiserver", "the CA ca did not sign it"));
        assertThat(recovery(with(held("cp-1"), "apiserver.crt", "?")).left())
                .singleElement()
                .satisfies(left -> assertThat(left.why()).contains("is not a certificate"));
    }

    @Test
    void another_ca_on_the_hosts_than_in_the_store_is_refused() {
        Lab.pki(store).ensure(Lab.request());

        assertThatThrownBy(() -> recovery(held("cp-1")))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the store and the hosts do not agree on ca.crt")
                .hasMessageContaining(store.resolve("ca.crt").toString());
    }

    @Test
    void prints_no_key() {
        assertThat(held("cp-1").toString()).contains("etcd/peer.key").doesNotContain("PRIVATE");
    }
}
