package io.kprov.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.kprov.error.ExitCode;
import io.kprov.inventory.Finding.Severity;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.CheckName;
import io.kprov.model.Cidr;
import io.kprov.model.Cluster;
import io.kprov.model.DropIn;
import io.kprov.model.EtcdTopology;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.LoadBalancer;
import io.kprov.model.Network;
import io.kprov.model.Network.Backend;
import io.kprov.model.PassphraseSource;
import io.kprov.model.Reserved;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.model.SshSettings.JumpHost;
import io.kprov.model.SshSettings.KeepAlive;
import io.kprov.pki.CaSource;
import io.kprov.pki.KeyAlgorithm;
import io.kprov.render.ContainerdFiles;
import io.kprov.render.HostFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InventoryReaderTest {
    private static final Path FULL = TestInventories.CASES.resolve("full.yaml");

    static Stream<Path> examples() {
        return TestInventories.yamlFiles(TestInventories.EXAMPLES);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_is_valid(Path file) {
        assertThat(TestInventories.findings(file))
                .filteredOn(finding -> !file.endsWith("single-control-plane.yaml"))
                .isEmpty();
        assertThat(TestInventories.isValid(file)).isTrue();
    }

    @Test
    void the_promised_examples_exist() {
        assertThat(examples().map(file -> file.getFileName().toString()))
                .contains(
                        "ha-stacked.yaml",
                        "dedicated-load-balancers.yaml",
                        "external-ca.yaml",
                        "external-load-balancer.yaml",
                        "single-control-plane.yaml",
                        "lab.yaml");
    }

    @Test
    void every_key_reaches_the_cluster() {
        LoadedInventory loaded = TestInventories.reader().read(FULL);
        Cluster cluster = loaded.cluster();

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.file()).isAbsolute().endsWith(FULL.getFileName());
        assertThat(cluster.name()).isEqualTo("full");
        assertThat(cluster.ssh().user()).contains("ops");
        assertThat(cluster.ssh().port()).contains(2222);
        assertThat(cluster.ssh().identityFile().orElseThrow())
                .isAbsolute()
                .endsWith(Path.of("inventory/secrets/id_test"));
        assertThat(cluster.ssh().knownHosts()).contains(Path.of("/nonexistent/home/known_hosts"));
        assertThat(cluster.ssh().jump())
                .containsExactly(
                        new JumpHost(Optional.of("ops"), "bastion.example.com", Optional.of(2022)),
                        new JumpHost(Optional.empty(), "fd00::1", Optional.of(22)),
                        new JumpHost(Optional.empty(), "inner.example.com", Optional.empty()));
        assertThat(cluster.ssh().password().orElseThrow().reveal()).isEqualTo("swordfish");
        assertThat(cluster.ssh().sudoPassword().orElseThrow().reveal()).isEqualTo("correct horse");
        assertThat(cluster.ssh().keepAlive()).isEqualTo(new KeepAlive(Duration.ofSeconds(20), 4));
        assertThat(cluster.waivedChecks())
                .containsExactlyInAnyOrder(CheckName.MEMORY, CheckName.CPUS);
        assertThat(cluster.pki().algorithm()).isEqualTo(KeyAlgorithm.RSA_3072);
        assertThat(cluster.pki().caLifetime()).isEqualTo(Duration.ofDays(5 * 365));
        assertThat(cluster.pki().leafLifetime()).isEqualTo(Duration.ofDays(90));
        assertThat(cluster.pki().caKeyPassphrase())
                .contains(new PassphraseSource.Known(new Secret("correct horse!")));
        assertThat(cluster.downloadMirror())
                .contains(URI.create("https://mirror.example.com/files"));
        assertThat(cluster.registries().keySet()).containsExactly("registry.k8s.io", "docker.io");
        assertThat(cluster.registries().get("registry.k8s.io"))
                .containsExactly(
                        URI.create("http://mirror.example.com:5000"),
                        URI.create("https://second.example.com"));
        assertThat(cluster.containerdDropIns())
                .containsExactly(
                        Map.entry("oom.toml", new DropIn("a = 1\n", false)),
                        Map.entry("text.toml", new DropIn("${env:NOT_SET}", false)));
        assertThat(cluster.versions())
                .hasSize(9)
                .containsEntry("containerd", "2.2.9")
                .containsEntry("flannelCniPlugin", "1.9.0-flannel1");
        assertThat(cluster.controlPlane().endpoint()).hasToString("api.full.example.com:8443");
        assertThat(cluster.controlPlane().etcd()).isEqualTo(new EtcdTopology.Stacked());
        assertThat(cluster.controlPlane().loadBalancer())
                .isEqualTo(
                        new LoadBalancer.HaproxyKeepalived(
                                address("192.168.10.100"),
                                77,
                                LoadBalancer.Placement.CONTROL_PLANE));
        assertThat(cluster.network())
                .isEqualTo(new Network.Flannel(Backend.HOST_GW, Optional.of("eth1")));
    }

    @Test
    void every_kubernetes_key_reaches_the_cluster() {
        var kubernetes = TestInventories.reader().read(FULL).cluster().kubernetes();

        assertThat(kubernetes.version()).isEqualTo(new KubernetesVersion(1, 37, 2));
        assertThat(kubernetes.podCidr()).isEqualTo(Cidr.parse("10.240.0.0/16").orElseThrow());
        assertThat(kubernetes.serviceCidr()).isEqualTo(Cidr.parse("10.100.0.0/16").orElseThrow());
        assertThat(kubernetes.dnsDomain()).isEqualTo("k8s.example.com");
        assertThat(kubernetes.kubeletConfig())
                .containsExactly(
                        Map.entry("maxPods", 200),
                        Map.entry("failSwapOn", false),
                        Map.entry("evictionHard", Map.of("memory.available", "5%")),
                        Map.entry("list", List.of(1, "two", 0.5)));
        assertThat(kubernetes.kubeProxyConfig())
                .containsEntry("conntrack", Map.of("maxPerCore", 0));
        assertThat(kubernetes.apiServer().extraArgs())
                .containsExactly(Map.entry("profiling", "false"), Map.entry("v", ""));
        assertThat(kubernetes.apiServer().extraSans())
                .containsExactly("kube.example.com", "203.0.113.5", "*.example.org");
        assertThat(kubernetes.apiServer().auditPolicy())
                .isEqualTo("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []");
        assertThat(kubernetes.controllerManager().extraArgs())
                .containsEntry("terminated-pod-gc-threshold", "1000");
        assertThat(kubernetes.scheduler().extraArgs()).containsEntry("v", "2");
        assertThat(kubernetes.etcd().extraArgs())
                .containsEntry("quota-backend-bytes", "4294967296");
        assertThat(kubernetes.ignorePreflightErrors())
                .containsExactly("Swap", "FileContent--proc-sys-net-ipv4-ip_forward");
    }

    @Test
    void every_host_key_reaches_the_cluster() {
        Cluster cluster = TestInventories.reader().read(FULL).cluster();
        Host worker = cluster.host("w-1.example.com");

        assertThat(cluster.host("cp-3").roles())
                .containsExactlyInAnyOrder(Role.CONTROL_PLANE, Role.WORKER);
        assertThat(cluster.host("cp-3").zone()).contains("c");
        assertThat(worker.address()).isEqualTo(address("192.168.10.21"));
        assertThat(worker.labels())
                .containsExactly(
                        Map.entry("disk", "ssd"), Map.entry("node-role.kubernetes.io/gpu", ""));
        assertThat(worker.taints())
                .extracting(Object::toString)
                .containsExactly("gpu=true:NoSchedule", "dedicated:NoExecute");
        assertThat(worker.networkInterface()).contains("eth2");
        assertThat(worker.sshUser()).contains("admin");
        assertThat(worker.sshPort()).contains(22);
        assertThat(worker.hostKeys())
                .containsExactly(
                        "SHA256:9cmJ1RzGCp2gSkZ4nGpCwtZyAx0lVGCJMqL4tgw2gVs",
                        "SHA256:+/cH9SUm0k84iFnPNmBGVQ7yVn7rgmLrOCAOUeqhlrI");
        assertThat(worker.kubeletConfig()).containsExactly(Map.entry("maxPods", 250));
    }

    @Test
    void a_host_has_what_its_pool_says_unless_it_says_otherwise_itself() {
        var cluster =
                TestInventories.reader().read(TestInventories.CASES.resolve("full.yaml")).cluster();
        var worker = cluster.host("w-2");

        assertThat(worker.pool()).contains("gpu");
        assertThat(worker.zone()).contains("b");
        assertThat(worker.region()).contains("eu-2");
        assertThat(worker.labels())
                .containsExactly(Map.entry("disk", "ssd"), Map.entry("accelerator", "a100"));
        assertThat(worker.taints())
                .extracting(Object::toString)
                .containsExactly("gpu=true:NoSchedule", "spare:PreferNoSchedule", "gpu:NoExecute");
        assertThat(worker.sshUser()).contains("admin");
        assertThat(worker.sshPort()).contains(2022);
        assertThat(worker.kubeletConfig())
                .containsExactly(
                        Map.entry("maxPods", 250),
                        Map.entry(
                                "evictionHard",
                                Map.of("memory.available", "10%", "nodefs.available", "5%")));
        assertThat(worker.reserved())
                .isEqualTo(new Reserved(new Reserved.Amount.Auto(), new Reserved.Amount.None()));
        assertThat(cluster.host("w-1.example.com").pool()).isEmpty();
        assertThat(cluster.host("w-1.example.com").reserved()).isEqualTo(Reserved.NOTHING);
    }

    @Test
    void absent_keys_have_the_documented_defaults() {
        Cluster cluster =
                TestInventories.reader()
                        .read(TestInventories.EXAMPLES.resolve("single-control-plane.yaml"))
                        .cluster();

        assertThat(cluster.ssh().user()).isEmpty();
        assertThat(cluster.ssh().port()).isEmpty();
        assertThat(cluster.pki().algorithm()).isEqualTo(KeyAlgorithm.ECDSA_P256);
        assertThat(cluster.pki().caLifetime()).isEqualTo(Duration.ofDays(3650));
        assertThat(cluster.pki().ca()).isEqualTo(new CaSource.Made());
        assertThat(cluster.pki().leafLifetime()).isEqualTo(Duration.ofDays(365));
        assertThat(cluster.kubernetes().podCidr()).hasToString("10.244.0.0/16");
        assertThat(cluster.kubernetes().serviceCidr()).hasToString("10.96.0.0/12");
        assertThat(cluster.kubernetes().dnsDomain()).isEqualTo("cluster.local");
        assertThat(cluster.kubernetes().apiServer().auditPolicy()).isEmpty();
        assertThat(cluster.network())
                .isEqualTo(new Network.Flannel(Backend.VXLAN, Optional.empty()));
        assertThat(cluster.controlPlane().loadBalancer()).isEqualTo(new LoadBalancer.None());
        assertThat(cluster.controlPlane().etcd()).isEqualTo(new EtcdTopology.Stacked());
        assertThat(cluster.versions()).isEmpty();
    }

    @Test
    void a_drop_in_with_a_part_from_elsewhere_is_not_shown(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("inventory.yaml");
        Files.writeString(
                file,
                Files.readString(TestInventories.CASES.resolve("warnings/clean.yaml"))
                        + """
                        containerd:
                          dropIns:
                            login.toml: "password = '${env:SUDO_PASSWORD}'"
                            whole.toml: "${file:whole.toml}"
                            plain.toml: "a = 1"
                        """);
        Files.writeString(folder.resolve("whole.toml"), "b = 2\n");

        var files =
                ContainerdFiles.files(
                        TestInventories.reader().read(file).cluster(),
                        VersionTable.versions(TestInventories.reader().read(file).cluster()));

        assertThat(files)
                .filteredOn(each -> each.path().endsWith("kprov.d/login.toml"))
                .singleElement()
                .satisfies(login -> {
                    assertThat(login.visibility()).isEqualTo(HostFile.Visibility.SECRET);
                    assertThat(login.mode()).isEqualTo("0600");
                    assertThat(login.text()).contains("correct horse");
                });
        assertThat(files)
                .filteredOn(each -> each.path().matches(".*kprov.d/(whole|plain).toml"))
                .hasSize(2)
                .allSatisfy(shown -> {
                    assertThat(shown.visibility()).isEqualTo(HostFile.Visibility.PUBLIC);
                    assertThat(shown.mode()).isEqualTo("0600");
                });
    }

    @ParameterizedTest
    @MethodSource
    void a_passphrase_may_be_asked_for_or_be_printed_by_a_program(
            String written, PassphraseSource source, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("inventory.yaml");
        Files.writeString(
                file,
                Files.readString(TestInventories.CASES.resolve("warnings/clean.yaml"))
                        + "pki: {caKeyPassphrase: "
                        + written
                        + "}\n");

        var loaded = TestInventories.reader().read(file);

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.cluster().pki().caKeyPassphrase()).contains(source);
    }

    static List<Arguments> a_passphrase_may_be_asked_for_or_be_printed_by_a_program() {
        return List.of(
                Arguments.of("{prompt: {}}", new PassphraseSource.Prompt()),
                Arguments.of(
                        "{command: [pass, show, a, a, \"$HOME; x\"]}",
                        new PassphraseSource.Command(
                                List.of("pass", "show", "a", "a", "$HOME; x"))));
    }

    @Test
    void an_even_number_of_members_is_a_warning_in_a_running_cluster() {
        Path file = TestInventories.CASES.resolve("bad/even-number-of-etcd-members.yaml");

        assertThat(
                        new InventoryReader(
                                        TestInventories.environment(), (inventory, cluster) -> true)
                                .read(file)
                                .warnings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message()).startsWith("2 control planes make");
                });
    }

    @Test
    void the_exception_has_four_parts_and_its_own_exit_code() {
        Path file = TestInventories.CASES.resolve("bad/duplicate-names-and-addresses.yaml");

        assertThatThrownBy(() -> TestInventories.reader().read(file))
                .asInstanceOf(type(InvalidInventoryException.class))
                .satisfies(invalid -> {
                    assertThat(invalid.exitCode()).isEqualTo(ExitCode.INVALID_INVENTORY);
                    assertThat(invalid.findings()).hasSize(2);
                    assertThat(invalid.problems())
                            .singleElement()
                            .satisfies(problem -> {
                                assertThat(problem.what())
                                        .isEqualTo(file + " is not valid: 2 errors");
                                assertThat(problem.why())
                                        .startsWith(file + ":14:12 hosts[4].name: ");
                                assertThat(problem.next()).contains("kprov validate -i " + file);
                            });
                });
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
