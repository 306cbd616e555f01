package io.kprov.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.pki.CaSource.KubeletClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CAs whose keys are elsewhere. */
class ExternalCaTest {
    private static final ForeignCa ROOT = ForeignCa.root("Example Root");
    private static final ForeignCa KUBERNETES = ROOT.intermediate("Example Kubernetes");
    private static final Map<String, ForeignCa> CAS =
            Map.of(
                    "ca", KUBERNETES,
                    "etcd/ca", ROOT.intermediate("Example etcd"),
                    "front-proxy-ca", ROOT.intermediate("Example front proxy"));
    private static final PkiRequest REQUEST = request(KubeletClients.PLACED, Lab.CP_1, Lab.WORKER);

    @TempDir private Path directory;

    static PkiRequest request(KubeletClients kubelets, PkiNode... nodes) {
        return new PkiRequest(
                KeyAlgorithm.ECDSA_P256,
                Duration.ofDays(1000),
                Duration.ofDays(365),
                new CaSource.External(kubelets),
                List.of(nodes),
                Lab.API);
    }

    @ParameterizedTest
    @EnumSource(KubeletClients.class)
    void what_others_signed_is_a_whole_pki_without_a_ca_key(KubeletClients kubelets)
            throws IOException {
        PkiRequest request = request(kubelets, Lab.CP_1, Lab.WORKER);

        ImportResult result = external().take(request, answers(request));

        assertThat(result).isInstanceOf(ImportResult.Taken.class);
        assertThat(external().open(request)).isEmpty();
        assertThat(external().missingAuthorities()).isEmpty();
        assertThat(Lab.pki(directory).plan(request)).map(PkiChange::id).containsExactly("sa");
        Lab.pki(directory).ensure(request);
        assertThat(Lab.pki(directory).plan(request)).isEmpty();
        assertThat(Lab.files(directory).keySet())
                .doesNotContain("ca.key", "etcd/ca.key", "front-proxy-ca.key");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        directory.resolve("hosts/cp-1/apiserver.key"))))
                .isEqualTo("rw-------");
        assertThat(Lab.pki(directory).certificate("apiserver", "cp-1").certificatePem())
                .contains(KUBERNETES.chainPem().substring(0, 200));
    }

    @Test
    void a_request_says_all_that_the_certificate_is_to_say() {
        String csr = csr(REQUEST, "ca/apiserver.cp-1");

        ForeignCa.Content asked = ForeignCa.asked(csr);

        assertThat(asked.subject()).hasToString("CN=kube-apiserver");
        assertThat(asked.extensions())
                .map(Extension::getExtnId)
                .contains(
                        Extension.basicConstraints,
                        Extension.keyUsage,
                        Extension.extendedKeyUsage,
                        Extension.subjectAlternativeName);
    }

    @Test
    void asking_again_makes_no_second_key() {
        external().requests(REQUEST);
        Map<String, String> first = Lab.files(directory);

        external().requests(REQUEST);

        assertThat(Lab.files(directory)).isEqualTo(first);
    }

    @Test
    void a_part_of_the_answers_is_taken_and_the_rest_stays_open() {
        Map<String, String> answers = answers(REQUEST);
        answers.remove("ca/apiserver.cp-1.crt");
        answers.put("ca/notes.crt", "unasked");

        ImportResult result = external().take(REQUEST, answers);

        assertThat(((ImportResult.Taken) result).unused()).containsExactly("ca/notes.crt");
        assertThat(external().open(REQUEST))
                .map(Unsigned::place)
                .containsExactly("ca/apiserver.cp-1");
        assertThat(external().open(REQUEST)).noneMatch(Unsigned::usable);
    }

    @Test
    void taking_the_same_again_changes_nothing() {
        Map<String, String> answers = answers(REQUEST);
        external().take(REQUEST, answers);

        assertThat(external().take(REQUEST, answers))
                .isEqualTo(new ImportResult.Taken(List.of(), List.of()));
    }

    @Test
    void a_worker_that_comes_later_wants_its_own_requests_alone() {
        external().take(REQUEST, answers(REQUEST));
        PkiNode later = PkiNode.worker("w-2", "10.0.0.22");
        PkiRequest more = request(KubeletClients.PLACED, Lab.CP_1, Lab.WORKER, later);

        assertThat(external().requests(more))
                .map(each -> each.of().place())
                .containsExactly("ca/kubelet-serving.w-2", "ca/kubelet-client.w-2");

        Map<String, String> answers = new HashMap<>();
        for (SigningRequest each : external().requests(more)) {
            answers.put(each.of().place() + ".crt", KUBERNETES.sign(each.csrPem()));
        }
        external().take(more, answers);
        assertThat(external().open(more)).isEmpty();
    }

    @Test
    void what_ends_soon_is_asked_for_again_and_serves_until_then() {
        external().take(REQUEST, answers(REQUEST));
        Instant later = Lab.START.plus(Duration.ofDays(80));

        assertThat(Lab.pki(directory, later).external().open(REQUEST))
                .isNotEmpty()
                .allMatch(Unsigned::usable);
        assertThat(Lab.pki(directory, later.plus(Duration.ofDays(20))).external().open(REQUEST))
                .noneMatch(Unsigned::usable)
                .allMatch(each -> each.reason().startsWith("expired"));
    }

    record Tampered(String name, UnaryOperator<ForeignCa.Content> change, String why) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Tampered> tampered_answers() {
        return List.of(
                new Tampered(
                        "another key",
                        it -> it.forKey(ForeignCa.ec().getPublic()),
                        "it is not for the key of the request"),
                new Tampered("another name", it -> it.named("CN=root"), "CN: root, wanted"),
                new Tampered(
                        "a group more",
                        it -> it.named("O=system:masters,CN=kube-apiserver"),
                        "O: [system:masters], wanted []"),
                new Tampered(
                        "another host's names",
                        it ->
                                it.with(
                                        Extension.subjectAlternativeName,
                                        false,
                                        new GeneralNames(
                                                new GeneralName(
                                                        GeneralName.dNSName, "evil.example"))),
                        "- evil.example"),
                new Tampered(
                        "no names", it -> it.without(Extension.subjectAlternativeName), "SANs: +"),
                new Tampered(
                        "an e-mail address",
                        it ->
                                it.with(
                                        Extension.subjectAlternativeName,
                                        false,
                                        new GeneralNames(
                                                new GeneralName(
                                                        GeneralName.rfc822Name, "a@example.com"))),
                        "names that are neither DNS names nor addresses"),
                new Tampered(
                        "a client's usage",
                        it -> usages(it, KeyPurposeId.id_kp_clientAuth),
                        "usages: [clientAuth], wanted [serverAuth]"),
                new Tampered(
                        "a usage more",
                        it ->
                                usages(
                                        it,
                                        KeyPurposeId.id_kp_serverAuth,
                                        KeyPurposeId.id_kp_codeSigning),
                        "usages that were not asked for"),
                new Tampered(
                        "any usage",
                        it -> it.without(Extension.extendedKeyUsage),
                        "usages: [], wanted [serverAuth]"),
                new Tampered(
                        "the CA bit",
                        it -> it.with(Extension.basicConstraints, true, new BasicConstraints(true)),
                        "it has the CA bit, which was not asked for"),
                new Tampered(
                        "an end that has passed",
                        it -> it.until(Lab.START.minusSeconds(1)),
                        "expired 2025-12-31"),
                new Tampered(
                        "a beginning to come",
                        it -> it.from(Lab.START.plusSeconds(60)),
                        "not valid before"),
                new Tampered(
                        "a long life",
                        it -> it.until(Lab.START.plus(Duration.ofDays(1000))),
                        "it lives 1000 days, and pki.lifetime allows 365"));
    }

    private static ForeignCa.Content usages(ForeignCa.Content content, KeyPurposeId... usages) {
        return content.with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usages));
    }

    @ParameterizedTest
    @MethodSource("tampered_answers")
    void an_answer_that_is_not_as_asked_is_refused_with_all_the_rest(Tampered tampered) {
        Map<String, String> answers = answers(REQUEST);
        answers.put(
                "ca/apiserver.cp-1.crt",
                KUBERNETES.sign(csr(REQUEST, "ca/apiserver.cp-1"), tampered.change()));
        Map<String, String> before = Lab.files(directory);

        ImportResult result = external().take(REQUEST, answers);

        List<PkiException> reasons = ((ImportResult.Refused) result).reasons();
        assertThat(reasons).hasSize(1);
        assertThat(reasons.getFirst().what())
                .isEqualTo("ca/apiserver.cp-1.crt is not what was asked for");
        assertThat(reasons.getFirst().why()).contains(tampered.why());
        assertThat(Lab.files(directory)).isEqualTo(before);
    }

    @Test
    void a_signature_of_another_ca_with_the_same_name_is_refused() {
        Map<String, String> answers = answers(REQUEST);
        ForeignCa impostor = ROOT.intermediate("Example Kubernetes");
        answers.put("ca/apiserver.cp-1.crt", impostor.sign(csr(REQUEST, "ca/apiserver.cp-1")));

        assertThat(refused(answers)).contains("the CA \"Example Kubernetes\" in use did not sign");
    }

    @Test
    void name_constraints_hold_for_what_was_signed() {
        Map<String, String> answers = answers(REQUEST);
        ForeignCa narrow = ROOT.intermediate("it", it -> it.onlyBelow("example.org"));
        answers.putAll(signed(REQUEST, Map.of("ca", narrow)));

        assertThat(refused(answers)).contains("its chain does not hold", "name constraints");
    }

    @Test
    void another_ca_than_the_clusters_is_refused_later() {
        external().take(REQUEST, answers(REQUEST));
        ForeignCa other = ROOT.intermediate("Example Kubernetes");

        assertThat(refused(Map.of("ca/ca.crt", other.chainPem())))
                .contains("ca/ca.crt is not the CA of this cluster");
    }

    @Test
    void an_answer_without_its_ca_says_what_is_missing() {
        Map<String, String> answers = answers(REQUEST);
        answers.remove("etcd-ca/ca.crt");

        assertThat(refused(answers)).contains("Put it beside it as etcd-ca/ca.crt");
    }

    @Test
    void a_ca_that_allows_none_below_it_cannot_have_one_for_kubelets() {
        PkiRequest request = request(KubeletClients.INTERMEDIATE, Lab.CP_1);
        ForeignCa last =
                ROOT.intermediate(
                        "it",
                        it -> it.with(Extension.basicConstraints, true, new BasicConstraints(0)));

        ImportResult result = external().take(request, signed(request, with("ca", last)));

        assertThat(((ImportResult.Refused) result).reasons().toString())
                .contains("allows 0 CAs below it");
    }

    @Test
    void the_ca_for_kubelets_signs_the_first_one() {
        PkiRequest request = request(KubeletClients.INTERMEDIATE, Lab.CP_1);
        external().take(request, answers(request));
        ClusterPki pki = Lab.pki(directory);

        ParsedCertificate made =
                ParsedCertificate.parse(
                        "it",
                        pki.kubeletClient(CertificateCatalog.KUBELET_CA, "cp-1", request)
                                .certificatePem());

        assertThat(made.subject())
                .isEqualTo(new Subject("system:node:cp-1", List.of("system:nodes")));
        assertThat(made.isSignedBy(ParsedCertificate.parse("it", pki.caPem("kubelet-ca"))))
                .isTrue();
        assertThat(pki.caPem("kubelet-ca")).containsOnlyOnce("BEGIN CERTIFICATE");
        assertThat(pki.caKeyPem("kubelet-ca")).startsWith("-----BEGIN EC PRIVATE KEY-----");
    }

    @ParameterizedTest
    @EnumSource(KubeletClients.class)
    void stand_ins_make_a_draft_whole(KubeletClients kubelets) {
        PkiRequest request = request(kubelets, Lab.CP_1, Lab.WORKER);
        Map<String, String> answers = answers(request);
        answers.keySet().removeIf(file -> file.contains("kubelet"));
        external().take(request, answers);

        external().standIn(request);

        assertThat(external().open(request))
                .allSatisfy(open -> assertThat(open.reason()).contains("did not sign it"));
        assertThat(Lab.pki(directory).certificate("kubelet-serving", "w-1").certificatePem())
                .isNotEmpty();
        assertThat(Lab.pki(directory).caPem("ca")).isNotEmpty();
    }

    private String refused(Map<String, String> answers) {
        Map<String, String> before = Lab.files(directory);
        ImportResult result = external().take(REQUEST, answers);
        assertThat(Lab.files(directory)).isEqualTo(before);
        return ((ImportResult.Refused) result)
                .reasons().stream().map(PkiException::getMessage).collect(Collectors.joining("\n"));
    }

    private Map<String, String> answers(PkiRequest request) {
        return signed(request, CAS);
    }

    private static Map<String, ForeignCa> with(String id, ForeignCa ca) {
        Map<String, ForeignCa> all = new HashMap<>(CAS);
        all.put(id, ca);
        return all;
    }

    /** All that these CAs are asked for. */
    private Map<String, String> signed(PkiRequest request, Map<String, ForeignCa> cas) {
        Map<String, String> answers = new HashMap<>();
        cas.forEach((id, ca) -> answers.put(Unsigned.folderOf(id) + "/ca.crt", ca.chainPem()));
        for (SigningRequest each : external().requests(request)) {
            ForeignCa ca = cas.get(each.of().wanted().issuerId());
            if (ca != null) {
                answers.put(each.of().place() + ".crt", ca.sign(each.csrPem()));
            }
        }
        return answers;
    }

    private String csr(PkiRequest request, String place) {
        return Objects.requireNonNull(
                external().requests(request).stream()
                        .filter(each -> each.of().place().equals(place))
                        .findFirst()
                        .orElseThrow()
                        .csrPem());
    }

    private ExternalSigning external() {
        return Lab.pki(directory).external();
    }
}
