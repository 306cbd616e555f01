package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kprov.facts.CertificateFile.PublicKey;
import io.kprov.pki.ApiServerNames;
import io.kprov.pki.CaSource;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.KeyAlgorithm;
import io.kprov.pki.KeyedCertificate;
import io.kprov.pki.Kubeconfig;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiNode;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.PkiStore;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import io.kprov.remote.LocalRemote;
import io.kprov.render.Digests;
import io.kprov.render.PathPattern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts about certificates asked of this very machine, by the script that runs on hosts. */
final class CertificateShellFactsTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final ClusterPki pki;

    CertificateShellFactsTest(@TempDir Path directory, @TempDir Path store) {
        this.directory = directory;
        this.pki =
                new ClusterPki(
                        new PkiStore(store, Optional.empty(), RANDOM),
                        RANDOM,
                        InstantSource.system());
        pki.ensure(
                new PkiRequest(
                        KeyAlgorithm.ECDSA_P256,
                        Duration.ofDays(10),
                        Duration.ofDays(1),
                        new CaSource.Made(),
                        List.of(PkiNode.stackedControlPlane("cp-1", "127.0.0.1")),
                        new ApiServerNames("cluster.local", "10.96.0.1", "api", List.of())));
    }

    private HostFacts ask(Fact<?>... facts) {
        return ask(script -> script, facts);
    }

    private HostFacts ask(UnaryOperator<String> change, Fact<?>... facts) {
        var script = new FactScript(List.of(facts));
        var command = script.command();
        var changed =
                io.kprov.command.Command.script(
                        change.apply(new String(command.input().bytes(), StandardCharsets.UTF_8)));
        var result = LocalRemote.run(changed);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout()).doesNotContain("PRIVATE KEY");
        return script.parse(result.stdout());
    }

    /** A host on which this program is not to be found. */
    private static UnaryOperator<String> without(String program) {
        return script ->
                script.replace("command -v " + program, "command -v kprov-no-such-program");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Path file(String name, String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private CertificateFileFact files(String pattern) {
        return new CertificateFileFact(new PathPattern(path(pattern)), true);
    }

    private static String publicKey(String pem) {
        return ParsedCertificate.parse("test", pem).publicKeySha256();
    }

    @Test
    void a_pair_in_two_files_comes_without_its_key() throws IOException {
        assumeTrue(Files.isExecutable(OPENSSL));
        var pair = pki.certificate("apiserver", "cp-1");
        file("apiserver.crt", pair.certificatePem(), "rw-r--r--");
        file("apiserver.key", pair.privateKeyPem(), "rw-r-----");

        var facts = ask(files("*.crt"), files("*.key"));

        var certificate = facts.get(files("*.crt")).getFirst();
        assertThat(certificate.path()).isEqualTo(path("apiserver.crt"));
        assertThat(certificate.mode()).isEqualTo("0644");
        assertThat(certificate.sha256()).isEqualTo(Digests.ofText(pair.certificatePem()));
        assertThat(certificate.key()).isEmpty();
        assertThat(publicKey(certificate.certificates()))
                .isEqualTo(publicKey(pair.certificatePem()));
        var key = facts.get(files("*.key")).getFirst();
        assertThat(key.mode()).isEqualTo("0640");
        assertThat(key.certificates()).isEmpty();
        assertThat(key.key())
                .contains(
                        new CertificateFile.Key(
                                Digests.ofText(pair.privateKeyPem()),
                                new PublicKey.Known(publicKey(pair.certificatePem()))));
    }

    @Test
    void a_kubeconfig_has_a_certificate_a_key_and_what_it_trusts() throws IOException {
        assumeTrue(Files.isExecutable(OPENSSL));
        var pair = pki.certificate("admin.conf", "cp-1");
        file(
                "admin.conf",
                Kubeconfig.render("prod", "https://api:8443", pki.caPem("ca"), "ann", pair),
                "rw-------");

        var found = ask(files("admin.conf")).get(files("admin.conf")).getFirst();

        assertThat(publicKey(found.certificates())).isEqualTo(publicKey(pair.certificatePem()));
        assertThat(publicKey(found.trusted())).isEqualTo(publicKey(pki.caPem("ca")));
        assertThat(found.key())
                .contains(
                        new CertificateFile.Key(
                                Digests.ofText(pair.privateKeyPem()),
                                new PublicKey.Known(publicKey(pair.certificatePem()))));
    }

    @Test
    void a_file_with_both_behind_a_link_as_the_kubelet_has_it() throws IOException {
        assumeTrue(Files.isExecutable(OPENSSL));
        var pair = pki.certificate("scheduler.conf", "cp-1");
        Path file = file("2026.pem", pair.certificatePem() + pair.privateKeyPem(), "rw-------");
        Files.createSymbolicLink(directory.resolve("current.pem"), file);

        var found = ask(files("current.pem")).get(files("current.pem")).getFirst();

        assertThat(found.path()).isEqualTo(path("current.pem"));
        assertThat(found.mode()).isEqualTo("0600");
        assertThat(found.key().map(CertificateFile.Key::publicKey))
                .contains(new PublicKey.Known(publicKey(pair.certificatePem())));
    }

    @Test
    void a_key_that_openssl_cannot_read_is_told() throws IOException, UnreadableKeyException {
        assumeTrue(Files.isExecutable(OPENSSL));
        var key = Pem.readPrivateKey(pki.certificate("scheduler.conf", "cp-1").privateKeyPem());
        file("locked.key", Pem.writeEncrypted(key, "secret".toCharArray(), RANDOM), "rw-------");

        assertThat(ask(files("*.key")).get(files("*.key")))
                .extracting(found -> found.key().map(CertificateFile.Key::publicKey))
                .containsExactly(Optional.of(new PublicKey.Unreadable()));
    }

    @Test
    void without_openssl_a_key_is_known_by_its_digest_only() throws IOException {
        var pair = pki.certificate("admin.conf", "cp-1");
        file("x.key", pair.privateKeyPem(), "rw-------");
        file(
                "admin.conf",
                Kubeconfig.render("prod", "https://api:8443", pki.caPem("ca"), "ann", pair),
                "rw-------");
        var key =
                new CertificateFile.Key(
                        Digests.ofText(pair.privateKeyPem()), new PublicKey.NotAsked());

        var facts = ask(without("openssl"), files("*.key"), files("*.conf"));

        assertThat(facts.get(files("*.key")).getFirst().key()).contains(key);
        assertThat(facts.get(files("*.conf")).getFirst().key()).contains(key);
    }

    @Test
    void a_bundle_has_all_of_its_certificates_and_odd_files_have_none() throws IOException {
        file("bundle.crt", "# both\n" + pki.caPem("ca") + pki.caPem("etcd/ca"), "rw-r--r--");
        file("empty.crt", "", "rw-r--r--");
        Files.createDirectory(directory.resolve("folder.crt"));

        var found = ask(files("*.crt"), files("none*")).get(files("*.crt"));

        assertThat(found)
                .extracting(CertificateFile::path)
                .containsExactly(path("bundle.crt"), path("empty.crt"));
        assertThat(ParsedCertificate.parseAll("bundle", found.getFirst().certificates()))
                .hasSize(2);
        assertThat(found.getLast().certificates()).isEmpty();
    }

    @Test
    void writing_and_touching_have_times_of_their_own() throws IOException {
        Path file = file("a.crt", pki.caPem("ca"), "rw-r--r--");
        Files.setLastModifiedTime(
                file,
                java.nio.file.attribute.FileTime.from(Instant.parse("2026-01-01T00:00:00.5Z")));

        var found = ask(files("a.crt")).get(files("a.crt")).getFirst();

        assertThat(found.modified()).isEqualTo("2026-01-01T00:00:00.5Z");
        assertThat(found.changed()).isAfter("2026-01-02T00:00:00Z");
    }

    @Test
    void a_port_shows_its_certificate_to_openssl_and_to_curl() throws Exception {
        var pair = pki.certificate("etcd/server", "cp-1");
        try (var server = serve(pair)) {
            var fact = new ServedCertificateFact("127.0.0.1:" + server.getLocalPort());
            if (Files.isExecutable(OPENSSL)) {
                assertThat(publicKey(presented(ask(fact).get(fact))))
                        .isEqualTo(publicKey(pair.certificatePem()));
            }
            var byCurl = ask(without("openssl"), fact).get(fact);
            // A curl before 7.88 shows none.
            assumeTrue(!(byCurl instanceof ServedCertificate.NotAsked));
            assertThat(publicKey(presented(byCurl))).isEqualTo(publicKey(pair.certificatePem()));
        }
    }

    private static String presented(ServedCertificate answer) {
        assertThat(answer).isInstanceOf(ServedCertificate.Presented.class);
        return ((ServedCertificate.Presented) answer).pem();
    }

    @Test
    void a_silent_port_is_told_from_one_that_could_not_be_asked() {
        var fact = new ServedCertificateFact("127.0.0.1:1");

        assertThat(ask(fact).get(fact)).isEqualTo(new ServedCertificate.Silent());
        assertThat(ask(without("openssl").andThen(without("curl"))::apply, fact).get(fact))
                .isEqualTo(new ServedCertificate.NotAsked());
        assertThat(
                        ask(
                                        script ->
                                                without("openssl")
                                                        .apply(script)
                                                        .replace("%{certs}", "%{certs_of_old}"),
                                        fact)
                                .get(fact))
                .as("a curl that does not know the variable")
                .isEqualTo(new ServedCertificate.NotAsked());
    }

    /** Wants a certificate of whoever connects, as etcd does. */
    private static SSLServerSocket serve(KeyedCertificate pair)
            throws IOException, GeneralSecurityException, UnreadableKeyException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var certificate =
                java.security.cert.CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        pair.certificatePem().getBytes(StandardCharsets.UTF_8)));
        store.setKeyEntry(
                "server",
                Pem.readPrivateKey(pair.privateKeyPem()),
                new char[0],
                new Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, RANDOM);
        var server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try (var client = server.accept()) {
                            client.getInputStream().read();
                        } catch (IOException refused) {
                            // Nobody shows a certificate.
                        }
                    }
                });
        return server;
    }

    @Test
    void since_when_a_program_runs() throws IOException {
        var before = Instant.now();
        var process = new ProcessBuilder("sleep", "4711").start();
        try {
            var running = new ProcessFact("sleep", "4711");
            var other = new ProcessFact("kube-controller-manager", "--kubeconfig=/nowhere");

            var facts = ask(running, other);

            assertThat(facts.get(running).orElseThrow())
                    .isBetween(before.minusSeconds(2), Instant.now().plusSeconds(2));
            assertThat(facts.get(other)).isEmpty();
            var another = new ProcessFact("sleep", "471");
            assertThat(ask(another).get(another)).as("whole words").isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }
}
