package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterPkiTest {
    private static final PkiRequest TWO = Lab.request(Lab.CP_1, Lab.WORKER);

    @TempDir private Path directory;

    @Test
    void a_plan_writes_nothing_and_names_everything() {
        assertThat(Lab.pki(directory).exists()).isFalse();

        List<PkiChange> plan = Lab.pki(directory).plan(TWO);

        assertThat(plan).hasSize(3 + 1 + 1 + 11 + 1).allMatch(PkiChange.Create.class::isInstance);
        assertThat(Lab.files(directory)).isEmpty();
        assertThat(Lab.pki(directory).ensure(TWO)).isEqualTo(plan);
        assertThat(Lab.pki(directory).exists()).isTrue();
    }

    @Test
    void doing_it_again_changes_no_byte() {
        Lab.pki(directory).ensure(TWO);
        Map<String, String> before = Lab.files(directory);

        assertThat(Lab.pki(directory).plan(TWO)).isEmpty();
        assertThat(Lab.pki(directory).ensure(TWO)).isEmpty();
        assertThat(Lab.files(directory)).isEqualTo(before);
    }

    @Test
    void a_new_name_of_the_api_reissues_the_api_servers_certificate_and_no_other_file() {
        Lab.pki(directory).ensure(TWO);
        Map<String, String> before = Lab.files(directory);
        PkiRequest more =
                Lab.request(
                        KeyAlgorithm.ECDSA_P256, Lab.apiWith("10.0.0.14"), Lab.CP_1, Lab.WORKER);

        assertThat(Lab.pki(directory).ensure(more))
                .containsExactly(
                        new PkiChange.Reissue(
                                "apiserver", Optional.of("cp-1"), "SANs: + 10.0.0.14"));

        Map<String, String> after = Lab.files(directory);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        assertThat(after.keySet())
                .filteredOn(file -> !Objects.equals(after.get(file), before.get(file)))
                .containsExactly("hosts/cp-1/apiserver.crt");
        assertThat(Lab.pki(directory).plan(more)).isEmpty();
    }

    @Test
    void control_planes_that_come_and_go_change_no_certificate_of_the_others() {
        Lab.pki(directory).ensure(Lab.request(Lab.CP_1));

        assertThat(Lab.pki(directory).plan(Lab.request(Lab.CP_1, Lab.CP_2)))
                .isNotEmpty()
                .allMatch(change -> change.node().equals(Optional.of("cp-2")));

        Lab.pki(directory).ensure(Lab.request(Lab.CP_1, Lab.CP_2));
        assertThat(Lab.pki(directory).plan(Lab.request(Lab.CP_1))).isEmpty();
    }

    @Test
    void another_key_algorithm_is_no_reason_to_reissue() {
        Lab.pki(directory).ensure(TWO);

        assertThat(
                        Lab.pki(directory)
                                .plan(
                                        Lab.request(
                                                KeyAlgorithm.RSA_2048,
                                                Lab.API,
                                                Lab.CP_1,
                                                Lab.WORKER)))
                .isEmpty();
    }

    @Test
    void certificates_are_renewed_in_their_last_thirty_days() {
        Lab.pki(directory).ensure(Lab.request(Lab.WORKER));
        Instant early = Lab.START.plus(Duration.ofDays(334));
        Instant due = Lab.START.plus(Duration.ofDays(345));

        assertThat(Lab.pki(directory, early).plan(Lab.request(Lab.WORKER))).isEmpty();
        assertThat(Lab.pki(directory, due).ensure(Lab.request(Lab.WORKER)))
                .contains(
                        new PkiChange.Reissue(
                                "kubelet-serving",
                                Optional.of("w-1"),
                                "expires 2027-01-01, 20 days left"));
        assertThat(Lab.pki(directory, due).plan(Lab.request(Lab.WORKER))).isEmpty();
    }

    @Test
    void a_certificate_that_ends_with_its_ca_is_not_renewed_for_ever() {
        Instant late = Lab.START.plus(Duration.ofDays(3640));
        Lab.pki(directory).ensure(Lab.request(Lab.WORKER));
        Lab.pki(directory, late).ensure(Lab.request(Lab.WORKER));

        ParsedCertificate leaf = Lab.certificate(directory, "hosts/w-1/kubelet-serving.crt");

        assertThat(leaf.validity().notAfter()).isEqualTo(Lab.START.plus(Duration.ofDays(3650)));
        assertThat(Lab.pki(directory, late).plan(Lab.request(Lab.WORKER))).isEmpty();
    }

    @Test
    void an_expired_ca_is_an_error_that_says_so() {
        Lab.pki(directory).ensure(Lab.request(Lab.WORKER));

        assertThatThrownBy(() ->
                        Lab.pki(directory, Lab.START.plus(Duration.ofDays(3651)))
                                .plan(Lab.request(Lab.WORKER)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("\"kubernetes\" expired at 2035-12-30T00:00:00Z")
                .hasMessageContaining("rotate-ca");
    }

    @ParameterizedTest
    @CsvSource({
        "ca.key, the CA ca cannot sign",
        "ca.crt, the CA ca is not complete",
        "front-proxy-ca.crt, the CA front-proxy-ca is not complete",
        "sa.key, the service account keys are not complete"
    })
    void a_lost_file_of_a_ca_is_an_error_and_never_a_second_ca(String lost, String what)
            throws IOException {
        Lab.pki(directory).ensure(TWO);
        Files.delete(directory.resolve(lost));
        Map<String, String> before = Lab.files(directory);

        assertThatThrownBy(() -> Lab.pki(directory).ensure(TWO))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(what)
                .hasMessageContaining(directory.resolve(lost) + " is missing")
                .hasMessageContaining("fetch it from /etc/kubernetes/pki");
        assertThat(Lab.files(directory)).isEqualTo(before);
    }

    @Test
    void what_a_ca_signed_is_good_without_its_key_for_as_long_as_it_lives() throws IOException {
        Lab.pki(directory).ensure(TWO);
        Files.delete(directory.resolve("etcd/ca.key"));
        Instant lastDays = Lab.START.plus(Duration.ofDays(350));

        assertThat(Lab.pki(directory).plan(TWO)).isEmpty();
        assertThat(Lab.pki(directory, lastDays).ensure(TWO))
                .isNotEmpty()
                .noneMatch(change -> change.id().contains("etcd"));
        assertThatThrownBy(
                        () -> Lab.pki(directory, Lab.START.plus(Duration.ofDays(366))).ensure(TWO))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("etcd/server of cp-1 (expired 2027-01-01)");
    }

    @Test
    void what_must_be_signed_by_a_lost_key_is_named_and_nothing_is_made() throws IOException {
        Lab.pki(directory).ensure(TWO);
        Files.delete(directory.resolve("front-proxy-ca.key"));
        Map<String, String> before = Lab.files(directory);

        assertThatThrownBy(() ->
                        Lab.pki(directory).ensure(Lab.request(Lab.CP_1, Lab.CP_2, Lab.WORKER)))
                .isInstanceOf(PkiException.class)
                .hasMessageStartingWith(
                        "the CA front-proxy-ca must sign, and its key is gone: "
                                + directory.resolve("front-proxy-ca.key")
                                + " is missing; to be signed: front-proxy-client of cp-2 (there is"
                                + " none yet). ")
                .hasMessageContaining("Restore the key from a backup")
                .hasMessageContaining("`kprov certs rotate-ca front-proxy`");
        assertThat(Lab.files(directory)).isEqualTo(before);
        ClusterPki draft =
                new ClusterPki(
                        new PkiStore(directory, Optional.empty(), Lab.RANDOM).draftIn(directory),
                        Lab.RANDOM,
                        InstantSource.fixed(Lab.START));
        draft.ensure(Lab.request(Lab.CP_1, Lab.CP_2, Lab.WORKER));
        assertThat(draft.certificate("front-proxy-client", "cp-2").certificatePem())
                .startsWith("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void a_whole_lost_ca_is_an_error_too() throws IOException {
        Lab.pki(directory).ensure(TWO);
        Files.delete(directory.resolve("etcd/ca.crt"));
        Files.delete(directory.resolve("etcd/ca.key"));

        assertThatThrownBy(() -> Lab.pki(directory).plan(TWO))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("etcd/ca is missing, and certificates were issued");
    }

    @Test
    void a_run_that_died_between_a_cas_key_and_certificate_is_completed_with_that_key()
            throws IOException {
        Lab.pki(directory).ensure(Lab.request());
        Files.delete(directory.resolve("etcd/ca.crt"));
        Files.delete(directory.resolve("operator/super-admin.conf.crt"));
        Files.delete(directory.resolve("operator/super-admin.conf.key"));
        Files.delete(directory.resolve("operator"));
        String key = Files.readString(directory.resolve("etcd/ca.key"));
        String otherCa = Files.readString(directory.resolve("ca.crt"));

        Lab.pki(directory).ensure(TWO);

        assertThat(directory.resolve("etcd/ca.key")).hasContent(key);
        assertThat(directory.resolve("ca.crt")).hasContent(otherCa);
        assertThat(Lab.pki(directory).plan(TWO)).isEmpty();
    }

    @Test
    void a_torn_leaf_heals() throws IOException {
        Lab.pki(directory).ensure(Lab.request(Lab.WORKER, Lab.CP_1));
        Path host = directory.resolve("hosts/cp-1");
        Files.writeString(
                host.resolve("apiserver.key"), Files.readString(host.resolve("admin.conf.key")));
        Files.delete(host.resolve("scheduler.conf.key"));
        Files.delete(host.resolve("etcd/peer.crt"));

        assertThat(Lab.pki(directory).ensure(TWO))
                .containsExactlyInAnyOrder(
                        new PkiChange.Reissue(
                                "apiserver", Optional.of("cp-1"), "its key is another's"),
                        new PkiChange.Reissue(
                                "scheduler.conf", Optional.of("cp-1"), "its key is missing"),
                        new PkiChange.Create(
                                "etcd/peer", Optional.of("cp-1"), "there is none yet"));
        assertThat(Lab.pki(directory).plan(TWO)).isEmpty();
    }

    @Test
    void a_ca_of_ones_own_is_kept_and_the_others_are_made(@TempDir Path own) throws IOException {
        Lab.pki(own).ensure(Lab.request());
        Files.copy(own.resolve("etcd/ca.crt"), directory.resolve("ca.crt"));
        Files.copy(own.resolve("etcd/ca.key"), directory.resolve("ca.key"));

        Lab.pki(directory).ensure(TWO);
        assertThat(Lab.certificate(directory, "hosts/cp-1/apiserver.crt").issuerCommonName())
                .isEqualTo("etcd-ca");
        assertThat(Lab.certificate(directory, "etcd/ca.crt").publicKeySha256())
                .isNotEqualTo(Lab.certificate(directory, "ca.crt").publicKeySha256());
        assertThat(Lab.pki(directory).plan(TWO)).isEmpty();
    }

    @Test
    void a_changed_ca_reissues_what_the_old_one_signed(@TempDir Path other) throws IOException {
        Lab.pki(directory).ensure(Lab.request(Lab.WORKER));
        Lab.pki(other).ensure(Lab.request());
        for (String file : List.of("ca.crt", "ca.key")) {
            Files.writeString(directory.resolve(file), Files.readString(other.resolve(file)));
        }

        assertThat(Lab.pki(directory).plan(Lab.request(Lab.WORKER)))
                .map(PkiChange::reason)
                .hasSize(2)
                .allMatch(reason -> reason.startsWith("issuer changed"));
    }

    @Test
    void keys_are_for_their_owner_only() throws IOException {
        Lab.pki(directory).ensure(TWO);

        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.toList())
                    .allSatisfy(path ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(path)))
                                    .isEqualTo(
                                            Files.isDirectory(path)
                                                    ? "rwx------"
                                                    : path.toString().endsWith(".key")
                                                            ? "rw-------"
                                                            : "rw-r--r--"))
                    .noneMatch(path -> path.toString().endsWith(".tmp"));
        }
    }

    @Test
    void hands_out_what_hosts_need_and_prints_no_key() {
        Lab.pki(directory).ensure(TWO);
        ClusterPki pki = Lab.pki(directory);

        assertThat(pki.certificate("etcd/peer", "cp-1").privateKeyPem())
                .startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThat(pki.certificate("super-admin.conf", "cp-1").toString())
                .contains("BEGIN CERTIFICATE")
                .doesNotContain("PRIVATE KEY");
        assertThat(pki.serviceAccountKeys().privateKeyPem())
                .startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertThat(pki.serviceAccountKeys().publicKeyPem())
                .startsWith("-----BEGIN PUBLIC KEY-----");
        assertThat(pki.serviceAccountKeys().toString()).doesNotContain("PRIVATE");
        assertThat(pki.caHash())
                .isEqualTo("sha256:" + Lab.certificate(directory, "ca.crt").publicKeySha256());
        assertThat(pki.caKeyPem("ca")).startsWith("-----BEGIN EC PRIVATE KEY-----");
        assertThatThrownBy(() -> pki.certificate("apiserver", "cp-9"))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("hosts/cp-9/apiserver.crt does not exist");
        assertThatThrownBy(() -> pki.certificate("ca", "cp-1"))
                .hasMessage("no certificate is called ca");
    }

    @Test
    void a_lost_sa_pub_is_made_again_from_its_key() throws IOException {
        Lab.pki(directory).ensure(TWO);
        String publicKey = Files.readString(directory.resolve("sa.pub"));
        Files.delete(directory.resolve("sa.pub"));

        Lab.pki(directory).ensure(TWO);

        assertThat(directory.resolve("sa.pub")).hasContent(publicKey);
    }

    @Test
    void signs_a_client_for_a_person_and_keeps_nothing_of_it() {
        Lab.pki(directory).ensure(TWO);
        Map<String, String> before = Lab.files(directory);

        KeyedCertificate client =
                Lab.pki(directory)
                        .issueClient(
                                new Subject("jane, of ops", List.of("team:a", "team:b")),
                                KeyAlgorithm.ECDSA_P384,
                                Duration.ofHours(8));

        ParsedCertificate parsed = ParsedCertificate.parse("jane", client.certificatePem());
        assertThat(parsed.subject())
                .isEqualTo(new Subject("jane, of ops", List.of("team:a", "team:b")));
        assertThat(parsed.usages()).containsExactly(Usage.CLIENT_AUTH);
        assertThat(parsed.validity().remaining(Lab.START)).isEqualTo(Duration.ofHours(8));
        assertThat(Lab.files(directory)).isEqualTo(before);
    }
}
