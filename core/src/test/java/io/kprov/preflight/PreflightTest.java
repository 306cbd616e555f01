package io.kprov.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ModuleFact;
import io.kprov.facts.Neighbour;
import io.kprov.facts.NeighbourFact;
import io.kprov.facts.ResolveFact;
import io.kprov.model.CheckName;
import io.kprov.preflight.PreflightResult.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class PreflightTest {

    static Stream<Arguments> spoiled() {
        return Stream.of(
                failed(
                        "login",
                        "cp-2: cp-2 cannot be reached: no route to host",
                        scene -> scene.unreached("cp-2")),
                failed(
                        "base-system",
                        "w-1: systemd does not run, there is no tar",
                        onWorker(machine -> {
                            machine.systemd = false;
                            machine.programs = List.of("base64", "sha256sum");
                        })),
                failed(
                        "os",
                        "w-1: no package manager is known for Alpine Linux v3.20",
                        onWorker(machine -> {
                            machine.os = "alpine";
                            machine.osName = "Alpine Linux v3.20";
                        })),
                warned(
                        "os",
                        "w-1: Debian 11 is none that kprov is tried on",
                        onWorker(machine -> {
                            machine.osVersion = "11";
                            machine.osName = "Debian 11";
                        })),
                failed(
                        "architecture",
                        "w-1: the machine is aarch64, not x86_64",
                        onWorker(machine -> machine.arch = "aarch64")),
                failed(
                        "cpus",
                        "cp-1: 1 CPU, 2 are needed",
                        onControlPlane(machine -> machine.cpus = 1)),
                warned("cpus", "w-1: 1 CPU, 2 are needed", onWorker(machine -> machine.cpus = 1)),
                failed(
                        "memory",
                        "cp-1: 1699 MiB of memory, a control-plane needs 1700 MiB",
                        onControlPlane(machine -> machine.memoryMiB = 1699)),
                failed(
                        "memory",
                        "w-1: 699 MiB of memory, a worker needs 700 MiB",
                        onWorker(machine -> machine.memoryMiB = 699)),
                warned(
                        "memory",
                        "w-1: 2047 MiB of memory leave little for pods",
                        onWorker(machine -> machine.memoryMiB = 2047)),
                failed(
                        "disk",
                        "w-1: 2047 MiB are free under /var/lib, 2048 are needed",
                        onWorker(machine -> machine.freeMiB = 2047)),
                warned(
                        "disk",
                        "w-1: 10239 MiB are free under /var/lib, soon used up by images",
                        onWorker(machine -> machine.freeMiB = 10_239)),
                warned(
                        "swap",
                        "w-1: 512 MiB of swap are on",
                        onWorker(machine -> machine.swapMiB = 512)),
                failed(
                        "kernel",
                        "w-1: kernel 6.1.0-25-amd64 has no br_netfilter",
                        scene ->
                                scene.machine("w-1", machine -> machine.bridgeNetfilter = false)
                                        .answer("w-1", new ModuleFact("br_netfilter"), false)),
                failed(
                        "kernel",
                        "w-1: kernel 6.1.0-25-amd64 has no vxlan, which flannel's backend uses",
                        scene -> scene.answer("w-1", new ModuleFact("vxlan"), false)),
                failed(
                        "kernel",
                        "w-1: kernel 5.10.0-1, kube-proxy's nftables mode needs 5.13",
                        scene -> {
                            scene.kubeProxyConfig = Map.of("mode", "nftables");
                            scene.machine("w-1", machine -> machine.kernel = "5.10.0-1");
                        }),
                failed(
                        "cgroups",
                        "w-1: cgroup v1, with which kubelets refuse to start",
                        onWorker(machine -> machine.cgroupVersion = 1)),
                failed(
                        "hostname",
                        "w-1: host name cp-1 is that of cp-1 as well",
                        onWorker(machine -> machine.hostname = "cp-1")),
                failed(
                        "machine-id",
                        "cp-1: machine-id id-of-w-1 is that of w-1 as well",
                        onControlPlane(machine -> machine.machineId = "id-of-w-1")),
                failed(
                        "machine-id",
                        "w-1: there is no machine-id",
                        onWorker(machine -> machine.machineId = "")),
                failed(
                        "address",
                        "w-1: 10.0.0.21 is on none of the host's interfaces",
                        onWorker(machine -> machine.addresses.clear())),
                failed(
                        "address",
                        "cp-1: 10.0.0.11 is on w-1 as well",
                        onWorker(machine -> machine.has(Scene.ip("10.0.0.11")))),
                failed(
                        "clocks",
                        "the clock of w-1 is at least 1.2 s ahead of that of cp-1",
                        scene -> scene.clockAhead("w-1", Duration.ofMillis(1650))),
                failed(
                        "clocks",
                        "w-1: the host's clock is at least 299.8 s behind this machine's, so that"
                                + " certificates made here are not valid there yet",
                        scene -> scene.clockAhead("w-1", Duration.ofMinutes(-5))),
                failed(
                        "ports",
                        "cp-1: port 6443, which kube-apiserver needs, is taken by nginx",
                        onControlPlane(machine -> machine.listens(6443, "nginx"))),
                failed(
                        "ports",
                        "w-1: port 10250, which kubelet needs, is taken by a process that cannot"
                                + " be named",
                        onWorker(machine -> machine.listens(10_250, ""))),
                failed(
                        "vip",
                        "10.0.0.100 is on w-1, which is no load balancer",
                        onWorker(machine -> machine.has(Scene.VIP))),
                failed(
                        "vip",
                        "cp-1: 10.0.0.100 is outside the network of 10.0.0.11/28",
                        onControlPlane(machine -> {
                            var old = machine.addresses.removeFirst();
                            machine.addresses.add(
                                    new io.kprov.facts.Machine.InterfaceAddress(
                                            "eth0", old.address(), 28));
                        })),
                failed(
                        "endpoint-name",
                        "w-1: api.example.com does not resolve",
                        scene ->
                                scene.answer("w-1", new ResolveFact("api.example.com"), List.of())),
                failed(
                        "endpoint-name",
                        "w-1: api.example.com is 127.0.1.1, not 10.0.0.100",
                        scene ->
                                scene.answer(
                                        "w-1",
                                        new ResolveFact("api.example.com"),
                                        List.of(Scene.ip("127.0.1.1")))),
                warned(
                        "endpoint-name",
                        "w-1: api.example.com is 10.0.0.100, 10.0.0.9, of which only 10.0.0.100 is"
                                + " right",
                        scene ->
                                scene.answer(
                                        "w-1",
                                        new ResolveFact("api.example.com"),
                                        List.of(Scene.VIP, Scene.ip("10.0.0.9")))),
                failed(
                        "downloads",
                        "w-1: no answer from https://dl.k8s.io/",
                        scene -> scene.answer("w-1", new HttpFact("https://dl.k8s.io/"), 0)),
                failed(
                        "registries",
                        "w-1: no answer for images of registry.k8s.io from https://registry.k8s.io",
                        scene ->
                                scene.answer(
                                        "w-1", new HttpFact("https://registry.k8s.io/v2/"), 0)));
    }

    private static Arguments failed(String check, String message, Consumer<Scene> spoil) {
        return arguments(check, Severity.ERROR, message, spoil);
    }

    private static Arguments warned(String check, String message, Consumer<Scene> spoil) {
        return arguments(check, Severity.WARNING, message, spoil);
    }

    private static Consumer<Scene> onWorker(Consumer<FakeMachine> change) {
        return scene -> scene.machine("w-1", change);
    }

    private static Consumer<Scene> onControlPlane(Consumer<FakeMachine> change) {
        return scene -> scene.machine("cp-1", change);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("spoiled")
    void a_check_names_the_host_and_what_was_found_on_bare_and_installed_hosts(
            String check, Severity severity, String message, Consumer<Scene> spoil) {
        for (Scene scene : List.of(Scene.bare(), Scene.installed())) {
            spoil.accept(scene);

            assertThat(bad(scene.preflight()))
                    .filteredOn(result -> result.check().equals(check))
                    .anySatisfy(result -> {
                        assertThat(text(result)).isEqualTo(message);
                        assertThat(result.severity()).isEqualTo(severity);
                        assertThat(result.fix()).isNotBlank();
                    });
        }
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("spoiled")
    void a_waived_check_stops_nothing_and_is_shown_as_waived(
            String check, Severity severity, String message, Consumer<Scene> spoil) {
        var scene = Scene.bare();
        spoil.accept(scene);
        scene.waived = Set.of(CheckName.fromName(check).orElseThrow());

        assertThat(bad(scene.preflight()))
                .filteredOn(result -> result.check().equals(check))
                .isEmpty();
        assertThat(scene.preflight().lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("waived").contains(check).contains(message));
    }

    @Test
    void bare_machines_pass_everything() {
        assertThat(bad(Scene.bare().preflight())).isEmpty();
    }

    @Test
    void an_installed_cluster_passes_everything() {
        assertThat(bad(Scene.installed().preflight())).isEmpty();
    }

    @Test
    void the_inventory_may_let_kubelets_run_with_swap_and_cgroup_v1() {
        var scene = Scene.bare();
        scene.kubeletConfig = Map.of("failSwapOn", false, "failCgroupV1", false);
        scene.machine(
                "w-1",
                machine -> {
                    machine.swapMiB = 512;
                    machine.cgroupVersion = 1;
                });

        assertThat(bad(scene.preflight())).isEmpty();
    }

    @Test
    void a_virtual_address_that_a_stranger_has_is_refused_with_the_strangers_mac_address() {
        var scene =
                Scene.bare()
                        .answer(
                                "cp-2",
                                new NeighbourFact(Scene.VIP),
                                new Neighbour(true, "02:42:ac:11:00:02"));

        assertThat(bad(scene.preflight()))
                .singleElement()
                .satisfies(result ->
                        assertThat(result.found())
                                .isEqualTo(
                                        "10.0.0.100 answers cp-2 with MAC address"
                                                + " 02:42:ac:11:00:02, and is on none of our hosts"));
    }

    @Test
    void a_virtual_address_that_may_be_on_an_unreached_load_balancer_is_only_warned_about() {
        var scene = Scene.installed().unreached("cp-1");

        assertThat(bad(scene.preflight()))
                .filteredOn(result -> result.check().equals("vip"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.severity()).isEqualTo(Severity.WARNING);
                    assertThat(result.found()).contains("perhaps it is on cp-1");
                });
    }

    @Test
    void clocks_that_may_be_within_a_second_are_not_blamed() {
        assertThat(bad(Scene.bare().clockAhead("w-1", Duration.ofMillis(1350)).preflight()))
                .isEmpty();
    }

    @Test
    void a_host_without_curl_gets_its_files_over_ssh_and_cannot_be_asked_about_registries() {
        var report =
                Scene.bare()
                        .machine(
                                "w-1",
                                machine -> machine.programs = List.of("base64", "sha256sum", "tar"))
                        .answer("w-1", new HttpFact("https://dl.k8s.io/"), 0)
                        .answer("w-1", new HttpFact("https://registry.k8s.io/v2/"), 0)
                        .preflight();

        assertThat(bad(report))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.check()).isEqualTo("registries");
                    assertThat(result.severity()).isEqualTo(Severity.WARNING);
                });
    }

    @Test
    void nothing_but_unreached_hosts_ends_with_the_exit_code_for_ssh() {
        var report = Scene.bare().unreached("w-1").preflight();

        assertThatThrownBy(report::require)
                .isInstanceOfSatisfying(
                        KprovException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.SSH));
    }

    @Test
    void a_failure_says_how_to_waive_it_and_stops_before_anything_is_changed() {
        var report = Scene.bare().machine("w-1", machine -> machine.memoryMiB = 500).preflight();

        assertThatThrownBy(report::require)
                .isInstanceOfSatisfying(
                        KprovException.class,
                        refused -> {
                            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
                            assertThat(refused.problems())
                                    .singleElement()
                                    .satisfies(problem -> {
                                        assertThat(problem.what())
                                                .isEqualTo("w-1: preflight check memory failed");
                                        assertThat(problem.state())
                                                .isEqualTo("nothing was changed");
                                        assertThat(problem.next())
                                                .contains("preflight: {waive: [memory]}");
                                    });
                        });
    }

    @Test
    void a_warning_stops_nothing() {
        var report = Scene.bare().machine("w-1", machine -> machine.swapMiB = 512).preflight();

        report.require();
        assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void the_table_ends_with_what_failed_its_fix_and_the_sums() {
        var scene =
                Scene.bare()
                        .machine("w-1", machine -> machine.memoryMiB = 500)
                        .machine("cp-1", machine -> machine.swapMiB = 512)
                        .machine("cp-1", machine -> machine.cpus = 1);
        scene.waived = Set.of(CheckName.CPUS);

        assertThat(scene.preflight().lines())
                .startsWith("ok       login          4 hosts")
                .endsWith(
                        "waived   cpus           cp-1: 1 CPU, 2 are needed",
                        "warning  swap           cp-1: 512 MiB of swap are on",
                        "                        fix: none needed: the install turns swap off; to"
                                + " keep it, set failSwapOn: false in kubelet.config",
                        "failed   memory         w-1: 500 MiB of memory, a worker needs 700 MiB",
                        "                        fix: give the machine more memory",
                        "21 checks: 1 failed, 1 warnings, 1 waived");
    }

    @Test
    void results_are_json() {
        var report = Scene.bare().unreached("w-1").preflight();

        assertThat(
                        JsonMapper.shared()
                                .readTree(JsonMapper.shared().writeValueAsString(report))
                                .path("results")
                                .path(3)
                                .toString())
                .isEqualTo(
                        "{\"check\":\"login\",\"host\":\"w-1\",\"severity\":\"ERROR\","
                                + "\"outcome\":\"FAILED\",\"found\":\"w-1 cannot be reached: no"
                                + " route to host\",\"fix\":\"bring w-1 back\"}");
    }

    @Test
    void every_name_that_can_be_waived_is_that_of_one_check() {
        assertThat(Checks.all()).extracting(Check::name).containsExactly(CheckName.values());
    }

    private static List<PreflightResult> bad(PreflightReport report) {
        return report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .toList();
    }

    private static String text(PreflightResult result) {
        return result.host().map(host -> host + ": ").orElse("") + result.found();
    }
}
