package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** openssl reads what we write, and we read what openssl writes. */
class OpensslTest {
    @TempDir private Path directory;

    @BeforeAll
    static void openssl_is_here() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl"))),
                "no openssl on this machine");
    }

    @ParameterizedTest
    @EnumSource(names = {"ECDSA_P256", "ECDSA_P384", "RSA_2048"})
    void openssl_verifies_every_leaf_and_reads_every_key(KeyAlgorithm algorithm) throws Exception {
        PkiNode node = algorithm == KeyAlgorithm.ECDSA_P256 ? Lab.CP_1 : Lab.WORKER;
        PkiRequest request = Lab.request(algorithm, Lab.API, node);
        ClusterPki pki =
                new ClusterPki(
                        new PkiStore(directory, Optional.empty(), Lab.RANDOM),
                        Lab.RANDOM,
                        InstantSource.system());
        pki.ensure(request);

        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            String place = PkiStore.placeOf(wanted.spec(), wanted.node());
            String purpose =
                    wanted.spec().usages().contains(Usage.CLIENT_AUTH) ? "sslclient" : "sslserver";
            String ca = wanted.issuerId() + ".crt";
            assertThat(
                            openssl(
                                    "verify",
                                    "-x509_strict",
                                    "-purpose",
                                    purpose,
                                    "-CAfile",
                                    ca,
                                    place + ".crt"))
                    .isEqualTo(place + ".crt: OK");
            assertThat(openssl("pkey", "-in", place + ".key", "-check", "-noout"))
                    .isEqualTo("Key is valid");
            assertThat(openssl("pkey", "-in", place + ".key", "-pubout"))
                    .isEqualTo(openssl("x509", "-in", place + ".crt", "-noout", "-pubkey"));
        }
        assertThat(openssl("pkey", "-in", "sa.key", "-pubout"))
                .isEqualTo(Files.readString(directory.resolve("sa.pub")).strip());
    }

    @Test
    void openssl_agrees_on_the_discovery_hash() throws Exception {
        ClusterPki pki = Lab.pki(directory);
        pki.ensure(Lab.request());
        Files.writeString(
                directory.resolve("ca.pub"), openssl("x509", "-in", "ca.crt", "-noout", "-pubkey"));
        openssl("pkey", "-pubin", "-in", "ca.pub", "-outform", "der", "-out", "ca.der");

        assertThat(openssl("dgst", "-sha256", "-r", "ca.der"))
                .startsWith(pki.caHash().replace("sha256:", "") + " ");
    }

    @Test
    void openssl_opens_an_encrypted_ca_key() throws Exception {
        Lab.pki(directory, "correct horse").ensure(Lab.request());

        assertThat(
                        openssl(
                                "pkey",
                                "-in",
                                "ca.key",
                                "-passin",
                                "pass:correct horse",
                                "-check",
                                "-noout"))
                .isEqualTo("Key is valid");
    }

    @Test
    void a_ca_that_openssl_made_is_taken_as_it_is() throws Exception {
        openssl("ecparam", "-name", "secp384r1", "-genkey", "-out", "plain.key");
        openssl(
                "req",
                "-x509",
                "-new",
                "-key",
                "plain.key",
                "-days",
                "365",
                "-out",
                "ca.crt",
                "-subj",
                "/O=Example/CN=corporate");
        openssl(
                "pkcs8",
                "-topk8",
                "-scrypt",
                "-in",
                "plain.key",
                "-out",
                "ca.key",
                "-passout",
                "pass:correct horse");
        ClusterPki pki =
                new ClusterPki(
                        new PkiStore(
                                directory, Optional.of(Passphrase.of("correct horse")), Lab.RANDOM),
                        Lab.RANDOM,
                        InstantSource.fixed(Instant.now()));

        pki.ensure(Lab.request(Lab.CP_1));

        assertThat(openssl("verify", "-CAfile", "ca.crt", "hosts/cp-1/apiserver.crt"))
                .endsWith(": OK");
        assertThat(pki.plan(Lab.request(Lab.CP_1))).isEmpty();
    }

    private String openssl(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(words)).toList())
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(List.of(words) + "\n" + output).isZero();
        return output.strip();
    }
}
