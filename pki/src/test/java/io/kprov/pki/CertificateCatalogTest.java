package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateCatalogTest {
    @TempDir private static Path directory;

    @BeforeAll
    static void makes_a_cluster_of_two_control_planes_and_a_worker() {
        Lab.pki(directory).ensure(Lab.request(Lab.CP_1, Lab.CP_2, Lab.WORKER));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ca                             | kubernetes                     |                        | kubernetes     |                       | kubernetes
                    front-proxy-ca                 | front-proxy-ca                 |                        | front-proxy-ca |                       | front-proxy-ca
                    etcd/ca                        | etcd-ca                        |                        | etcd-ca        |                       | etcd-ca
                    hosts/cp-1/apiserver           | kube-apiserver                 |                        | kubernetes     | serverAuth            | API cp-1 10.0.0.11
                    hosts/cp-2/apiserver           | kube-apiserver                 |                        | kubernetes     | serverAuth            | API cp-2 10.0.0.12
                    hosts/cp-2/apiserver-kubelet-client | kube-apiserver-kubelet-client | kubeadm:cluster-admins | kubernetes | clientAuth           |
                    hosts/cp-1/front-proxy-client  | front-proxy-client             |                        | front-proxy-ca | clientAuth            |
                    hosts/cp-2/etcd/server         | cp-2                           |                        | etcd-ca        | serverAuth clientAuth | cp-2 localhost 10.0.0.12 127.0.0.1 ::1
                    hosts/cp-2/etcd/peer           | cp-2                           |                        | etcd-ca        | serverAuth clientAuth | cp-2 localhost 10.0.0.12 127.0.0.1 ::1
                    hosts/cp-1/etcd/healthcheck-client | kube-etcd-healthcheck-client |                      | etcd-ca        | clientAuth            |
                    hosts/cp-1/apiserver-etcd-client | kube-apiserver-etcd-client   |                        | etcd-ca        | clientAuth            |
                    hosts/w-1/kubelet-serving      | system:node:w-1                | system:nodes           | kubernetes     | serverAuth            | w-1 10.0.0.21
                    hosts/cp-1/kubelet-serving     | system:node:cp-1               | system:nodes           | kubernetes     | serverAuth            | cp-1 10.0.0.11
                    hosts/cp-1/admin.conf          | kubernetes-admin               | kubeadm:cluster-admins | kubernetes     | clientAuth            |
                    operator/super-admin.conf      | kubernetes-super-admin         | system:masters         | kubernetes     | clientAuth            |
                    hosts/cp-1/controller-manager.conf | system:kube-controller-manager |                    | kubernetes     | clientAuth            |
                    hosts/cp-1/scheduler.conf      | system:kube-scheduler          |                        | kubernetes     | clientAuth            |
                    """)
    void every_row_becomes_the_certificate_that_kubeadm_would_make(
            String place,
            String commonName,
            @Nullable String organization,
            String issuer,
            @Nullable String usages,
            @Nullable String names) {
        ParsedCertificate found = certificate(place);

        assertThat(found.subject().commonName()).isEqualTo(commonName);
        assertThat(found.subject().organizations()).isEqualTo(words(organization));
        assertThat(found.issuerCommonName()).isEqualTo(issuer);
        assertThat(found.usages()).map(Usage::toString).isEqualTo(words(usages));
        assertThat(found.names().all()).isEqualTo(inFull(words(names)));
        assertThat(found.ca()).isEqualTo(!place.contains("/") || place.equals("etcd/ca"));
    }

    @Test
    void the_table_above_names_all_there_is_for_a_node() {
        assertThat(Lab.pki(directory).certificates().keySet())
                .filteredOn(file -> file.startsWith("hosts/cp-1/"))
                .hasSize(11);
        assertThat(Lab.pki(directory).certificates().keySet())
                .filteredOn(file -> file.startsWith("hosts/w-1/"))
                .containsExactly("hosts/w-1/kubelet-serving.crt");
        assertThat(CertificateCatalog.all()).hasSize(15).allMatch(row -> !row.purpose().isEmpty());
    }

    @Test
    void an_external_etcd_host_gets_what_etcd_needs_and_nothing_of_kubernetes(@TempDir Path other) {
        Lab.pki(other)
                .ensure(
                        Lab.request(
                                PkiNode.controlPlane("cp-1", "10.0.0.11"),
                                PkiNode.externalEtcd("etcd-1", "10.0.0.31")));

        assertThat(Lab.pki(other).certificates().keySet())
                .filteredOn(file -> file.contains("etcd"))
                .containsExactly(
                        "etcd/ca.crt",
                        "hosts/cp-1/apiserver-etcd-client.crt",
                        "hosts/etcd-1/etcd/healthcheck-client.crt",
                        "hosts/etcd-1/etcd/peer.crt",
                        "hosts/etcd-1/etcd/server.crt");
    }

    @Test
    void ipv6_nodes_get_ipv6_names(@TempDir Path other) {
        Lab.pki(other)
                .ensure(
                        Lab.request(
                                KeyAlgorithm.ECDSA_P256,
                                new ApiServerNames(
                                        "cluster.local", "fd00:10:96::1", "fd00::100", List.of()),
                                PkiNode.stackedControlPlane("cp-1", "2001:db8:0:0::11")));

        assertThat(Lab.certificate(other, "hosts/cp-1/apiserver.crt").names().addresses())
                .containsExactly("fd00:10:96::1", "fd00::100", "2001:db8::11", "127.0.0.1");
        assertThat(
                        Lab.pki(other)
                                .plan(
                                        Lab.request(
                                                KeyAlgorithm.ECDSA_P256,
                                                new ApiServerNames(
                                                        "cluster.local",
                                                        "fd00:10:96::1",
                                                        "fd00::100",
                                                        List.of()),
                                                PkiNode.stackedControlPlane(
                                                        "cp-1", "2001:db8::11"))))
                .isEmpty();
    }

    @Test
    void certificates_live_as_long_as_their_class_says_and_began_five_minutes_ago() {
        assertThat(certificate("ca").validity())
                .isEqualTo(
                        new Validity(
                                Lab.START.minus(Duration.ofMinutes(5)),
                                Lab.START.plus(Duration.ofDays(3650))));
        assertThat(certificate("hosts/cp-1/apiserver").validity().notAfter())
                .isEqualTo(Lab.START.plus(Duration.ofDays(365)));
    }

    @Test
    void certificates_say_which_key_signed_them_and_what_they_may_do() {
        ParsedCertificate ca = certificate("ca");
        ParsedCertificate leaf = certificate("hosts/cp-1/apiserver");

        assertThat(leaf.authorityKeyId()).isPresent().isEqualTo(ca.authorityKeyId());
        assertThat(leaf.isSignedBy(ca)).isTrue();
        assertThat(leaf.isSignedBy(certificate("front-proxy-ca"))).isFalse();
        assertThat(leaf.x509().getCriticalExtensionOIDs())
                .containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        assertThat(bits(ca.x509().getKeyUsage())).containsExactly(0, 5, 6);
        assertThat(bits(leaf.x509().getKeyUsage())).containsExactly(0, 2);
        assertThat(HexFormat.of().parseHex(leaf.publicKeySha256())).hasSize(32);
    }

    private static List<Integer> bits(boolean[] usage) {
        return IntStream.range(0, usage.length).filter(bit -> usage[bit]).boxed().toList();
    }

    private static ParsedCertificate certificate(String place) {
        return Lab.certificate(directory, place + ".crt");
    }

    /** {@code API}, name and address: with the names that every API server has. */
    private static List<String> inFull(List<String> names) {
        return !names.isEmpty() && names.getFirst().equals("API")
                ? words(
                        "kubernetes kubernetes.default kubernetes.default.svc kubernetes.default.svc.cluster.local api.example.com %s localhost 10.96.0.1 10.0.0.100 %s 127.0.0.1"
                                .formatted(names.get(1), names.get(2)))
                : names;
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : Arrays.asList(text.split(" "));
    }
}
