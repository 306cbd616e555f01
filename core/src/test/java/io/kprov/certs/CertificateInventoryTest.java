package io.kprov.certs;

import static io.kprov.certs.Surveyed.PKI;
import static io.kprov.preflight.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kprov.certs.Finding.Kind;
import io.kprov.certs.Row.KeyFit;
import io.kprov.certs.Uptake.State;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.ProcessFact;
import io.kprov.facts.ServedCertificate;
import io.kprov.facts.ServedCertificateFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.pki.ClusterPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateInventoryTest {
    private static final String KUBELET_CLIENT = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    private static final ProcessFact SCHEDULER =
            new ProcessFact("kube-scheduler", "--kubeconfig=/etc/kubernetes/scheduler.conf");

    /** Made once: that takes the time. */
    @TempDir private static Path folder;

    private final Path elsewhere;
    private final Surveyed hosts;

    CertificateInventoryTest(@TempDir Path elsewhere) {
        this.elsewhere = elsewhere;
        this.hosts = new Surveyed(folder);
    }

    @BeforeAll
    static void make() {
        Surveyed.make(folder);
    }

    private List<Row> rows(String host) {
        return hosts.inventory().rows().stream().filter(row -> row.host().equals(host)).toList();
    }

    private Row row(String host, String path) {
        return rows(host).stream().filter(row -> row.path().equals(path)).findFirst().orElseThrow();
    }

    @Test
    void everything_on_a_good_cluster_is_listed_and_belongs() {
        var inventory = hosts.inventory();

        assertThat(inventory.findings()).isEmpty();
        assertThat(rows("cp-2"))
                .extracting(Row::path, row -> row.part().label(), Row::name, Row::signer)
                .contains(
                        tuple(PKI + "ca.crt", "trust", "ca", "ca"),
                        tuple(
                                PKI + "front-proxy-ca.crt",
                                "trust",
                                "front-proxy-ca",
                                "front-proxy-ca"),
                        tuple(PKI + "etcd/ca.crt", "trust", "etcd/ca", "etcd/ca"),
                        tuple(PKI + "apiserver.crt", "certificate", "apiserver", "ca"),
                        tuple(
                                PKI + "apiserver-etcd-client.crt",
                                "certificate",
                                "apiserver-etcd-client",
                                "etcd/ca"),
                        tuple(
                                PKI + "front-proxy-client.crt",
                                "certificate",
                                "front-proxy-client",
                                "front-proxy-ca"),
                        tuple("/etc/kubernetes/admin.conf", "certificate", "admin.conf", "ca"),
                        tuple("/etc/kubernetes/admin.conf", "trust", "ca", "ca"),
                        tuple("/etc/kubernetes/kubelet.conf", "trust", "ca", "ca"),
                        tuple("/etc/haproxy/kprov-ca.crt", "trust", "ca", "ca"),
                        tuple(KUBELET_CLIENT, "certificate", "kubelet-client", "ca"))
                .hasSize(21);
        assertThat(rows("w-1"))
                .extracting(Row::path)
                .containsExactlyInAnyOrder(
                        PKI + "ca.crt",
                        "/var/lib/kubelet/pki/kubelet-serving.crt",
                        KUBELET_CLIENT,
                        "/etc/kubernetes/kubelet.conf");
        assertThat(inventory.rows())
                .filteredOn(row -> !row.uptakes().isEmpty())
                .allSatisfy(row ->
                        assertThat(row.uptakes())
                                .extracting(Uptake::state)
                                .isSubsetOf(State.YES, State.ON_DEMAND));
        assertThat(rows("cp-1"))
                .filteredOn(row -> row.part() == Row.Part.CERTIFICATE)
                .allSatisfy(row -> assertThat(row.key()).isEqualTo(KeyFit.FITS));
    }

    @Test
    void the_nearest_end_comes_first() {
        assertThat(hosts.inventory().rows())
                .extracting(row -> row.certificate().validity().notAfter())
                .isSorted();
        assertThat(hosts.inventory().rows().getFirst().name()).isEqualTo("kubelet-client");
        assertThat(hosts.inventory().rows().getFirst().daysLeft(NOW)).isEqualTo(88);
    }

    @Test
    void the_operators_cas_and_super_admin_are_listed_and_nothing_twice() {
        assertThat(rows(""))
                .extracting(Row::path)
                .containsExactlyInAnyOrder(
                        ".kprov/prod/pki/ca.crt",
                        ".kprov/prod/pki/front-proxy-ca.crt",
                        ".kprov/prod/pki/etcd/ca.crt",
                        ".kprov/prod/pki/operator/super-admin.conf.crt");
    }

    static Stream<Arguments> spoiled() {
        return Stream.of(
                spoil(
                        Kind.EXPIRED,
                        "w-1 " + KUBELET_CLIENT,
                        "expired at 2026-05-31T12:00:00Z",
                        hosts ->
                                kubeletClient(
                                        hosts,
                                        hosts.signed(
                                                Surveyed.ec(),
                                                NOW.minus(Duration.ofDays(9)),
                                                NOW.minus(Duration.ofDays(1)),
                                                "system:node:w-1",
                                                "system:nodes"))),
                spoil(
                        Kind.EXPIRED,
                        "w-1 " + KUBELET_CLIENT,
                        "not valid before 2026-06-02T12:00:00Z",
                        hosts ->
                                kubeletClient(
                                        hosts,
                                        hosts.signed(
                                                Surveyed.ec(),
                                                NOW.plus(Duration.ofDays(1)),
                                                NOW.plus(Duration.ofDays(9)),
                                                "system:node:w-1",
                                                "system:nodes"))),
                spoil(
                        Kind.WEAK_KEY,
                        "w-1 " + KUBELET_CLIENT,
                        "weak key: RSA-1024, at least RSA-2048 is wanted",
                        hosts ->
                                kubeletClient(
                                        hosts,
                                        hosts.signed(
                                                Surveyed.rsa(1024),
                                                NOW,
                                                NOW.plus(Duration.ofDays(9)),
                                                "system:node:w-1",
                                                "system:nodes"))),
                spoil(
                        Kind.WRONG_SUBJECT,
                        "w-1 " + KUBELET_CLIENT,
                        "CN: system:node:w-9, wanted system:node:w-1",
                        hosts ->
                                kubeletClient(
                                        hosts, hosts.client("system:node:w-9", "system:nodes"))),
                spoil(
                        Kind.WRONG_NAMES,
                        "cp-1 " + PKI + "etcd/server.crt",
                        "SANs: + cp-1, + 10.0.0.11, - cp-2, - 10.0.0.12",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        PKI + "etcd/server",
                                        hosts.store.certificate("etcd/server", "cp-2"))),
                spoil(
                        Kind.WRONG_USAGE,
                        "cp-1 " + PKI + "apiserver.crt",
                        "usages: [clientAuth], wanted [serverAuth]",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        PKI + "apiserver",
                                        hosts.client("kube-apiserver", "none"))),
                spoil(
                        Kind.FOREIGN_ISSUER,
                        "cp-1 " + PKI + "front-proxy-client.crt",
                        "signed by the cluster's ca, not by front-proxy-ca",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        PKI + "front-proxy-client",
                                        hosts.client("front-proxy-client", "none"))),
                spoil(
                        Kind.WRONG_KEY,
                        "cp-1 " + PKI + "apiserver.crt",
                        "the key in " + PKI + "apiserver.key is another's",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        Surveyed.file(
                                                PKI + "apiserver.key",
                                                "0600",
                                                "",
                                                "",
                                                Optional.of(
                                                        hosts.store
                                                                .certificate("apiserver", "cp-2")
                                                                .privateKeyPem())))),
                spoil(
                        Kind.WRONG_KEY,
                        "cp-1 " + PKI + "apiserver.crt",
                        "its key " + PKI + "apiserver.key is missing",
                        hosts -> hosts.remove("cp-1", PKI + "apiserver.key")),
                spoil(
                        Kind.WRONG_MODE,
                        "cp-1 " + PKI + "apiserver.key",
                        "mode 0640, wanted 0600",
                        hosts -> mode(hosts, PKI + "apiserver.key", "0640", "root:root")),
                spoil(
                        Kind.WRONG_MODE,
                        "cp-1 " + PKI + "ca.key",
                        "owner ops:ops, wanted root:root",
                        hosts -> mode(hosts, PKI + "ca.key", "0600", "ops:ops")),
                spoil(
                        Kind.WRONG_MODE,
                        "cp-1 /etc/kubernetes/admin.conf",
                        "mode 0644, wanted 0600; owner root:ops, wanted root:root",
                        hosts -> mode(hosts, "/etc/kubernetes/admin.conf", "0644", "root:ops")),
                spoil(
                        Kind.WRONG_MODE,
                        "cp-1 " + PKI + "apiserver.crt",
                        "mode 0664, wanted 0644",
                        hosts -> mode(hosts, PKI + "apiserver.crt", "0664", "root:root")),
                spoil(
                        Kind.MISSING,
                        "cp-1 " + PKI + "etcd/peer.crt",
                        "it is not there",
                        hosts -> hosts.remove("cp-1", PKI + "etcd/peer.crt")),
                spoil(
                        Kind.MISSING,
                        "w-1 ",
                        "none of its 2 files with certificates is there",
                        hosts -> hosts.removeAll("w-1")),
                spoil(
                        Kind.UNREADABLE,
                        "cp-1 " + PKI + "etcd/peer.crt",
                        "no certificate that can be read is in it",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        Surveyed.file(
                                                PKI + "etcd/peer.crt",
                                                "0644",
                                                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                                "",
                                                Optional.empty()))),
                spoil(
                        Kind.FOREIGN,
                        "cp-1 " + PKI + "ingress.crt",
                        "the inventory wants no such certificate here: \"jane\", signed by \"kubernetes\"",
                        hosts -> hosts.put("cp-1", PKI + "ingress", hosts.client("jane", "team"))),
                spoil(
                        Kind.FOREIGN,
                        "cp-1 " + PKI + "etcd/ca.key",
                        "the inventory wants no such private key here",
                        hosts ->
                                hosts.put(
                                        "cp-1",
                                        Surveyed.file(
                                                PKI + "etcd/ca.key",
                                                "0600",
                                                "",
                                                "",
                                                Optional.of(hosts.store.caKeyPem("etcd/ca"))))),
                spoil(
                        Kind.NOT_IN_USE,
                        "cp-1 /etc/kubernetes/scheduler.conf",
                        "kube-scheduler: started before this certificate was made",
                        hosts ->
                                hosts.answer(
                                        "cp-1",
                                        SCHEDULER,
                                        Optional.of(NOW.minus(Duration.ofDays(3))))),
                spoil(
                        Kind.NOT_IN_USE,
                        "cp-1 /etc/haproxy/kprov-ca.crt",
                        "haproxy: started with another file",
                        hosts ->
                                hosts.answer(
                                        "cp-1",
                                        new UnitFact("haproxy"),
                                        new UnitState(
                                                true,
                                                "active",
                                                "running",
                                                true,
                                                false,
                                                Map.of("/etc/haproxy/kprov-ca.crt", "0123")))));
    }

    private static Arguments spoil(Kind kind, String where, String what, Consumer<Surveyed> spoil) {
        return arguments(kind, where, what, spoil);
    }

    private static void kubeletClient(Surveyed hosts, io.kprov.pki.KeyedCertificate pair) {
        hosts.put(
                "w-1",
                Surveyed.file(
                        KUBELET_CLIENT,
                        "0600",
                        pair.certificatePem(),
                        "",
                        Optional.of(pair.privateKeyPem())));
    }

    private static void mode(Surveyed hosts, String path, String mode, String owner) {
        hosts.change("cp-1", path, file -> Surveyed.withMode(file, mode, owner));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("spoiled")
    void what_does_not_belong_is_named(
            Kind kind, String where, String what, Consumer<Surveyed> spoil) {
        spoil.accept(hosts);

        assertThat(hosts.inventory().findings())
                .anySatisfy(finding -> {
                    assertThat(finding.kind()).isEqualTo(kind);
                    assertThat(finding.host() + " " + finding.path()).isEqualTo(where);
                    assertThat(finding.what()).isEqualTo(what);
                    assertThat(finding.next()).isNotBlank();
                });
    }

    @Test
    void a_stricter_mode_is_fine() {
        mode(hosts, PKI + "apiserver.crt", "0600", "root:root");
        mode(hosts, PKI + "apiserver.key", "0400", "root:root");

        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void during_a_rotation_all_trust_both_cas_and_the_signers_file_has_one() {
        ClusterPki rotating = Surveyed.pki(elsewhere);
        rotating.ensure(hosts.request);
        rotating.ensure(hosts.request.rotating("ca"));
        var rotated = new Surveyed(elsewhere);
        for (String controlPlane : List.of("cp-1", "cp-2", "cp-3")) {
            rotated.put(controlPlane, signer("ca-signer.crt", rotating));
        }

        assertThat(rotated.inventory().findings()).isEmpty();

        rotated.put("w-1", signer("ca.crt", rotating));
        assertThat(rotated.inventory().findings())
                .extracting(Finding::host, Finding::kind, Finding::path)
                .containsExactly(tuple("w-1", Kind.MISSING_CA, PKI + "ca.crt"));
    }

    private static CertificateFile signer(String name, ClusterPki pki) {
        return Surveyed.file(PKI + name, "0644", pki.signerPem("ca"), "", Optional.empty());
    }

    @Test
    void a_certificate_of_another_clusters_ca_of_the_same_name_is_foreign() {
        ClusterPki other = Surveyed.pki(elsewhere);
        other.ensure(hosts.request);
        hosts.put("cp-1", PKI + "apiserver", other.certificate("apiserver", "cp-1"));
        hosts.put(
                "w-1",
                Surveyed.file(PKI + "ca.crt", "0644", other.caPem("ca"), "", Optional.empty()));

        var findings = hosts.inventory().findings();

        assertThat(findings)
                .extracting(Finding::host, Finding::kind, Finding::path)
                .containsExactlyInAnyOrder(
                        tuple("cp-1", Kind.FOREIGN_ISSUER, PKI + "apiserver.crt"),
                        tuple("w-1", Kind.FOREIGN_CA, PKI + "ca.crt"),
                        tuple("w-1", Kind.MISSING_CA, PKI + "ca.crt"));
        assertThat(findings.getFirst().what())
                .isEqualTo("signed by another \"kubernetes\" than the cluster's, not by ca");
        assertThat(row("cp-1", PKI + "apiserver.crt").signer()).isEmpty();
    }

    @Test
    void a_bundle_has_a_row_for_each_of_its_certificates() {
        ClusterPki other = Surveyed.pki(elsewhere);
        other.ensure(hosts.request);
        hosts.put(
                "w-1",
                Surveyed.file(
                        PKI + "ca.crt",
                        "0644",
                        hosts.store.caPem("ca") + other.caPem("ca"),
                        "",
                        Optional.empty()));

        assertThat(rows("w-1")).filteredOn(row -> row.path().equals(PKI + "ca.crt")).hasSize(2);
        assertThat(hosts.inventory().findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.FOREIGN_CA);
    }

    @Test
    void a_good_certificate_that_is_not_the_operators_own_is_named_with_both_serials()
            throws IOException {
        ClusterPki renewed = copyWithout("hosts/cp-1/scheduler.conf");
        renewed.ensure(hosts.request);
        hosts.operator(renewed);

        assertThat(hosts.inventory().findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.NOT_PLACED);
                    assertThat(finding.path()).isEqualTo("/etc/kubernetes/scheduler.conf");
                    assertThat(finding.what())
                            .isEqualTo(
                                    "serial %s, and the operator's own has %s",
                                    row("cp-1", "/etc/kubernetes/scheduler.conf").serial(),
                                    row("", ".kprov/prod/pki/hosts/cp-1/scheduler.conf.crt")
                                            .serial());
                });
    }

    private ClusterPki copyWithout(String pair) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = folder.relativize(file);
                if (!relative.toString().startsWith(pair + ".")) {
                    Path copy = elsewhere.resolve(relative);
                    Files.createDirectories(copy.resolveSibling(""));
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return Surveyed.pki(elsewhere);
    }

    @Test
    void a_key_of_the_operators_that_others_may_read_is_named() throws IOException {
        hosts.operator(copyWithout("nothing"));
        Files.setPosixFilePermissions(
                elsewhere.resolve("ca.key"), PosixFilePermissions.fromString("rw-r-----"));

        assertThat(hosts.inventory().findings())
                .containsExactly(
                        new Finding(
                                "",
                                ".kprov/prod/pki/ca.key",
                                Kind.WRONG_MODE,
                                "others than its owner may read or write it",
                                "chmod 0600 .kprov/prod/pki/ca.key"));
    }

    @Test
    void without_a_pki_of_the_operators_the_first_control_planes_cas_count() {
        hosts.operator(Surveyed.pki(elsewhere));

        var inventory = hosts.inventory();

        assertThat(inventory.judgedBy()).isEqualTo("cp-1");
        assertThat(inventory.findings()).isEmpty();
        assertThat(inventory.rows()).noneMatch(row -> row.host().isEmpty());
    }

    @Test
    void without_openssl_a_key_is_compared_with_the_operators() {
        hosts.withoutOpenssl("cp-1");

        assertThat(hosts.inventory().findings()).isEmpty();
        assertThat(row("cp-1", PKI + "apiserver.crt").key()).isEqualTo(KeyFit.FITS);
        assertThat(row("cp-1", "/etc/kubernetes/admin.conf").key()).isEqualTo(KeyFit.FITS);
        assertThat(row("cp-1", KUBELET_CLIENT).key()).isEqualTo(KeyFit.NOT_CHECKED);
        hosts.put(
                        "cp-1",
                        Surveyed.file(
                                PKI + "apiserver.key",
                                "0600",
                                "",
                                "",
                                Optional.of(hosts.store.caKeyPem("ca"))))
                .withoutOpenssl("cp-1");
        assertThat(hosts.inventory().findings())
                .extracting(Finding::what)
                .containsExactly("the key in " + PKI + "apiserver.key is not the operator's");
    }

    @Test
    void a_port_that_presents_another_certificate_is_not_in_use() {
        var port = new ServedCertificateFact("10.0.0.11:6443");
        String old = hosts.client("kube-apiserver", "old").certificatePem();
        hosts.answer("cp-1", port, new ServedCertificate.Presented(old));

        assertThat(row("cp-1", PKI + "apiserver.crt").uptakes())
                .singleElement()
                .satisfies(uptake -> {
                    assertThat(uptake.program()).isEqualTo("kube-apiserver");
                    assertThat(uptake.state()).isEqualTo(State.NO);
                    assertThat(uptake.why()).startsWith("port 6443 presents another one, serial ");
                });
        hosts.answer("cp-1", port, new ServedCertificate.Silent());
        assertThat(row("cp-1", PKI + "apiserver.crt").uptakes().getFirst().state())
                .isEqualTo(State.DOWN);
        hosts.answer("cp-1", port, new ServedCertificate.NotAsked());
        assertThat(row("cp-1", PKI + "apiserver.crt").uptakes().getFirst().state())
                .isEqualTo(State.UNKNOWN);
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void a_file_that_was_only_touched_after_the_start_may_be_in_use() {
        hosts.change(
                "cp-1",
                "/etc/kubernetes/scheduler.conf",
                file -> Surveyed.written(file, file.modified(), NOW));

        assertThat(row("cp-1", "/etc/kubernetes/scheduler.conf").uptakes().getFirst().state())
                .isEqualTo(State.UNKNOWN);
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void a_file_that_was_written_anew_with_an_old_certificate_may_be_in_use() {
        hosts.change(
                "cp-1", "/etc/kubernetes/scheduler.conf", file -> Surveyed.written(file, NOW, NOW));

        assertThat(row("cp-1", "/etc/kubernetes/scheduler.conf").uptakes())
                .containsExactly(
                        new Uptake(
                                "kube-scheduler",
                                State.UNKNOWN,
                                "started before the file was written"));
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void a_program_that_reads_again_by_itself_may_have_taken_it_up() {
        hosts.change(
                "cp-1",
                PKI + "apiserver-kubelet-client.crt",
                file -> Surveyed.written(file, NOW, NOW));

        assertThat(row("cp-1", PKI + "apiserver-kubelet-client.crt").uptakes().getFirst().state())
                .isEqualTo(State.UNKNOWN);
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void the_kubelet_may_have_written_its_kubeconfig_itself() {
        hosts.change(
                "w-1", "/etc/kubernetes/kubelet.conf", file -> Surveyed.written(file, NOW, NOW));

        assertThat(row("w-1", "/etc/kubernetes/kubelet.conf").uptakes())
                .containsExactly(
                        new Uptake(
                                "kubelet", State.UNKNOWN, "started before the file was written"));
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void what_a_unit_wrote_down_counts_more_than_times() {
        var file = hosts.file("cp-1", PKI + "ca.crt");
        hosts.change("cp-1", PKI + "ca.crt", each -> Surveyed.written(each, NOW, NOW))
                .answer(
                        "cp-1",
                        new UnitFact("kubelet"),
                        new UnitState(
                                true,
                                "active",
                                "running",
                                true,
                                false,
                                Map.of(PKI + "ca.crt", file.sha256())));

        assertThat(row("cp-1", PKI + "ca.crt").uptakes())
                .filteredOn(uptake -> uptake.program().equals("kubelet"))
                .extracting(Uptake::why)
                .containsExactly("started with this file");
    }

    @Test
    void a_program_that_does_not_run_is_told_and_no_fault_of_the_certificate() {
        hosts.answer("cp-1", SCHEDULER, Optional.empty());

        assertThat(row("cp-1", "/etc/kubernetes/scheduler.conf").uptakes())
                .containsExactly(new Uptake("kube-scheduler", State.DOWN, "it does not run"));
        assertThat(hosts.inventory().findings()).isEmpty();
    }

    @Test
    void of_a_host_that_gives_no_answer_the_operators_copies_are_listed() {
        hosts.unseen("w-1");

        var inventory = hosts.inventory();

        assertThat(inventory.unseen()).containsOnlyKeys("w-1");
        assertThat(inventory.findings()).isEmpty();
        assertThat(rows(""))
                .extracting(Row::path)
                .contains(".kprov/prod/pki/hosts/w-1/kubelet-serving.crt");
        assertThat(rows("cp-1")).hasSize(21);
    }

    @Test
    void what_ends_within_a_time_includes_what_has_ended() {
        kubeletClient(
                hosts,
                hosts.signed(
                        Surveyed.ec(),
                        NOW.minus(Duration.ofDays(9)),
                        NOW.minus(Duration.ofDays(1)),
                        "system:node:w-1",
                        "system:nodes"));
        var inventory = hosts.inventory();

        assertThat(inventory.within(Duration.ofDays(87)))
                .extracting(Row::host, row -> row.daysLeft(NOW))
                .containsExactly(tuple("w-1", -1L));
        assertThat(inventory.within(Duration.ofDays(88))).hasSize(4);
    }

    @Test
    void the_table_fits_120_columns_and_tells_each_certificate_once_in_full() {
        var lines = CertificateTable.lines(hosts.inventory(), Optional.empty());

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(lines.getFirst()).matches(" +LEFT  ENDS +HOST +FILE +SIGNED BY +IN USE BY");
        assertThat(lines).contains("everything belongs where it is");
        String serial = hosts.store.authority("ca").getFirst().serial().toString(16);
        assertThat(lines).filteredOn(line -> line.contains(serial)).hasSize(1);
        assertThat(String.join("\n", lines))
                .contains(
                        " 363 d  2027-05-30  cp-1    /etc/kubernetes/pki/apiserver.crt",
                        "system:node:w-1 in system:nodes, serial ",
                        "kubernetes kubernetes.default kubernetes.default.svc");
    }

    @Test
    void a_strangers_name_is_no_order_to_the_terminal() {
        hosts.put("cp-1", PKI + "stranger", hosts.client("\u001b[2Jgone", "team"));

        assertThat(CertificateTable.lines(hosts.inventory(), Optional.empty()))
                .noneMatch(line -> line.contains("\u001b"))
                .anyMatch(line -> line.contains("\\u001b[2Jgone"));
    }

    @Test
    void the_table_says_what_to_do_about_what_does_not_belong() {
        mode(hosts, PKI + "apiserver.key", "0644", "root:root");

        assertThat(CertificateTable.lines(hosts.inventory(), Optional.of(Duration.ofDays(1))))
                .containsExactly(
                        "none of 71 certificates ends so soon",
                        "",
                        "1 thing does not belong:",
                        "  cp-1 /etc/kubernetes/pki/apiserver.key: mode 0644, wanted 0600",
                        "    next: kprov apply inventory.yaml, or on the host: chmod 0600"
                                + " /etc/kubernetes/pki/apiserver.key && chown root:root"
                                + " /etc/kubernetes/pki/apiserver.key");
    }
}
