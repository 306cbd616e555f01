package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kprov.pki.bc.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A CA of the operator's own, brought with its key. */
class BroughtCaTest {
    private static final ForeignCa ROOT = ForeignCa.root("Example Root");
    private static final ForeignCa CLUSTERS = ROOT.intermediate("Example Clusters");
    private static final PkiRequest REQUEST = request(Lab.CP_1, Lab.WORKER);

    @TempDir private Path directory;

    static PkiRequest request(PkiNode... nodes) {
        return new PkiRequest(
                KeyAlgorithm.ECDSA_P256,
                Duration.ofDays(3650),
                Duration.ofDays(365),
                new CaSource.Brought(),
                List.of(nodes),
                Lab.API);
    }

    @Test
    void an_intermediate_signs_and_the_other_two_are_made() throws IOException {
        bring(CLUSTERS);
        ClusterPki pki = Lab.pki(directory);

        pki.ensure(REQUEST);

        assertThat(pki.plan(REQUEST)).isEmpty();
        assertThat(Lab.certificate(directory, "hosts/cp-1/apiserver.crt").issuerCommonName())
                .isEqualTo("Example Clusters");
        assertThat(Lab.certificate(directory, "etcd/ca.crt").subject().commonName())
                .isEqualTo("etcd-ca");
        assertThat(Files.readString(directory.resolve("ca.crt"))).isEqualTo(CLUSTERS.chainPem());
    }

    @Test
    void the_cluster_trusts_the_intermediate_alone_and_its_clients_the_root_as_well()
            throws IOException {
        bring(CLUSTERS);
        ClusterPki pki = Lab.pki(directory);
        pki.ensure(REQUEST);

        assertThat(pki.caPem("ca")).isEqualTo(Pem.write(CLUSTERS.certificate()));
        assertThat(pki.trustPem("ca")).isEqualTo(CLUSTERS.chainPem());
        assertThat(pki.caHash())
                .isEqualTo(
                        "sha256:"
                                + ParsedCertificate.parse("it", CLUSTERS.chainPem())
                                        .publicKeySha256());
    }

    @Test
    void servers_send_the_chain_and_so_are_verified_by_who_knows_the_root_alone() throws Exception {
        ForeignCa lower = CLUSTERS.intermediate("Example Cluster 7");
        bring(lower);
        ClusterPki pki = Lab.pki(directory);
        pki.ensure(REQUEST);

        List<X509Certificate> sent =
                Pem.readCertificates(pki.certificate("apiserver", "cp-1").certificatePem());

        assertThat(sent).hasSize(3);
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(Lab.START));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(sent), parameters);
        assertThat(Pem.readCertificates(pki.certificate("admin.conf", "cp-1").certificatePem()))
                .hasSize(1);
    }

    @Test
    void a_root_of_the_operators_own_is_used_like_one_of_kprovs() throws IOException {
        bring(ROOT);
        ClusterPki pki = Lab.pki(directory);

        pki.ensure(REQUEST);

        assertThat(pki.caPem("ca")).isEqualTo(ROOT.chainPem()).isEqualTo(pki.trustPem("ca"));
        assertThat(pki.certificate("apiserver", "cp-1").certificatePem())
                .containsOnlyOnce("-----BEGIN CERTIFICATE-----");
    }

    record Bad(String name, ForeignCa ca, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bad> bad_authorities() {
        return List.of(
                new Bad(
                        "no CA bit",
                        ROOT.intermediate(
                                "it",
                                it ->
                                        it.with(
                                                Extension.basicConstraints,
                                                true,
                                                new BasicConstraints(false))),
                        "it has no CA bit"),
                new Bad(
                        "no basic constraints",
                        ROOT.intermediate("it", it -> it.without(Extension.basicConstraints)),
                        "it has no CA bit"),
                new Bad(
                        "no right to sign",
                        ROOT.intermediate(
                                "it",
                                it ->
                                        it.with(
                                                Extension.keyUsage,
                                                true,
                                                new KeyUsage(KeyUsage.digitalSignature))),
                        "has no keyCertSign"),
                new Bad(
                        "expired",
                        ROOT.intermediate(
                                "it", it -> it.until(Lab.START.minus(Duration.ofDays(1)))),
                        "\"it\" expired at 2025-12-31"),
                new Bad(
                        "not yet valid",
                        ROOT.intermediate("it", it -> it.from(Lab.START.plusSeconds(60))),
                        "\"it\" is not valid before"),
                new Bad(
                        "expired root",
                        ForeignCa.root("top", it -> it.until(Lab.START.minusSeconds(1)))
                                .intermediate("it"),
                        "\"top\" expired at"),
                new Bad(
                        "no chain",
                        new ForeignCa(CLUSTERS.certificate(), CLUSTERS.keys(), List.of()),
                        "the certificate of its issuer \"Example Root\" is not in the file"),
                new Bad(
                        "a root that allows no intermediate",
                        ForeignCa.root(
                                        "top",
                                        it ->
                                                it.with(
                                                        Extension.basicConstraints,
                                                        true,
                                                        new BasicConstraints(0)))
                                .intermediate("it"),
                        "\"top\" allows 0 CAs below it (pathlen), and there are to be 1"),
                new Bad(
                        "usages without clients",
                        ROOT.intermediate(
                                "it",
                                it ->
                                        it.with(
                                                Extension.extendedKeyUsage,
                                                false,
                                                new ExtendedKeyUsage(
                                                        KeyPurposeId.id_kp_serverAuth))),
                        "must not sign for [clientAuth]"),
                new Bad(
                        "a short key",
                        ROOT.intermediate("it", ForeignCa.rsa(1024), it -> it),
                        "weak key: RSA-1024"),
                new Bad(
                        "names that are not the cluster's",
                        ROOT.intermediate("it", it -> it.onlyBelow("example.org")),
                        "name constraints"));
    }

    @ParameterizedTest
    @MethodSource("bad_authorities")
    void a_ca_that_may_not_sign_is_refused(Bad bad) throws IOException {
        bring(bad.ca());
        ClusterPki pki = Lab.pki(directory);

        assertThatThrownBy(() -> pki.ensure(REQUEST))
                .isInstanceOfSatisfying(
                        PkiException.class,
                        refused -> {
                            assertThat(refused.what()).startsWith("the CA ca cannot sign");
                            assertThat(refused.why()).contains(bad.why());
                            assertThat(refused.next()).isNotEmpty();
                        });
    }

    @Test
    void name_constraints_that_allow_the_names_are_fine() throws IOException {
        bring(ROOT.intermediate("it", it -> it.onlyBelow("example.org")));
        PkiRequest request = request(PkiNode.worker("w-1.example.org", "10.0.0.21"));

        Lab.pki(directory).ensure(request);

        assertThat(Lab.pki(directory).plan(request)).isEmpty();
    }

    @Test
    void a_key_of_another_ca_is_refused_before_anything_is_made() throws IOException {
        bring(CLUSTERS);
        Files.writeString(directory.resolve("ca.key"), ROOT.keyPem());
        Map<String, String> before = Lab.files(directory);

        assertThatThrownBy(() -> Lab.pki(directory).ensure(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("is not its certificate's key");
        assertThat(Lab.files(directory)).isEqualTo(before);
    }

    @Test
    void an_encrypted_key_wants_its_passphrase() throws IOException {
        Files.writeString(directory.resolve("ca.crt"), CLUSTERS.chainPem());
        Files.writeString(
                directory.resolve("ca.key"),
                Pem.writeEncrypted(
                        CLUSTERS.keys().getPrivate(), "right".toCharArray(), Lab.RANDOM));
        Map<String, String> before = Lab.files(directory);

        assertThatThrownBy(() -> Lab.pki(directory, "wrong").ensure(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the passphrase does not open it")
                .hasMessageNotContaining("wrong");
        assertThat(Lab.files(directory)).isEqualTo(before);

        Lab.pki(directory, "right").ensure(REQUEST);
        assertThat(Lab.pki(directory, "right").plan(REQUEST)).isEmpty();
    }

    @Test
    void nothing_is_made_while_the_ca_is_not_there() {
        assertThatThrownBy(() -> Lab.pki(directory).ensure(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the cluster's CA is to be brought, and it is not there");
        assertThat(Lab.files(directory)).isEmpty();
    }

    @Test
    void an_intermediate_that_the_inventory_does_not_tell_of_is_refused() throws IOException {
        bring(CLUSTERS);

        assertThatThrownBy(() -> Lab.pki(directory).plan(Lab.request(Lab.CP_1)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("pki: {ca: {brought: {}}}");
    }

    @Test
    void one_ca_for_two_purposes_is_refused() throws IOException {
        bring(CLUSTERS);
        Files.createDirectories(directory.resolve("etcd"));
        Files.writeString(directory.resolve("etcd/ca.crt"), CLUSTERS.chainPem());
        Files.writeString(directory.resolve("etcd/ca.key"), CLUSTERS.keyPem());

        assertThatThrownBy(() -> Lab.pki(directory).plan(REQUEST))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("the CAs ca and etcd/ca are one");
    }

    @Test
    void the_second_opinion_sees_a_signature_that_is_not_the_cas() {
        ForeignCa other = ForeignCa.root("Example Root");
        ParsedCertificate below = ParsedCertificate.parse("it", CLUSTERS.chainPem());
        ParsedCertificate top = ParsedCertificate.parse("it", other.chainPem());

        assertThat(PathVerifier.problem(below, List.of(top), Lab.START))
                .isNotEqualTo(Optional.empty());
    }

    private void bring(ForeignCa ca) throws IOException {
        Files.writeString(directory.resolve("ca.crt"), ca.chainPem());
        Files.writeString(directory.resolve("ca.key"), ca.keyPem());
    }
}
