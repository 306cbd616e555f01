package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.PlanPrinter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallOnSimulatedHostsTest {
    private Operator operator;
    private SimulatedSite site;

    InstallOnSimulatedHostsTest(@TempDir Path folder) {
        operator = operator(folder, 2);
        site = site();
    }

    private Operator operator(Path folder, int workers) {
        return new Operator(
                folder, Operator.inventory(workers, "user: root"), cluster -> site.connector());
    }

    private SimulatedSite site() {
        return new SimulatedSite(operator.cluster(), InstantSource.system(), Mishap.Source.none());
    }

    private void install() {
        var report = operator.apply();
        assertThat(report.problems()).isEmpty();
        site.recorder().clear();
    }

    private static List<String> changes(Plan plan) {
        return plan.changes().map(Plan.PlannedStep::key).toList();
    }

    @Test
    void a_plan_changes_nothing() {
        var plan = operator.plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.changes()).isNotEmpty();
        assertThat(site.recorder().mutations()).isEmpty();
    }

    @Test
    void an_apply_installs_everything_and_the_second_plan_is_empty() {
        var report = operator.apply();

        assertThat(report.problems()).isEmpty();
        assertThat(report.ok()).isTrue();
        site.recorder().clear();
        var second = operator.plan();
        assertThat(second.problems()).isEmpty();
        assertThat(changes(second)).isEmpty();
        assertThat(site.recorder().mutations()).isEmpty();
    }

    @Test
    void an_apply_writes_just_the_files_that_the_plan_named() {
        var planned = files(operator.plan());

        assertThat(operator.apply().problems()).isEmpty();

        // A file of a package is kept beside, for the day when the host goes back to what it was.
        assertThat(site.recorder().targetsOf("put-files"))
                .filteredOn(file -> !file.contains(" /var/lib/kprov/before/"))
                .containsExactlyElementsOf(planned);
    }

    /** {@code host path} of every file that a plan writes. */
    private static Set<String> files(Plan plan) {
        var files = new TreeSet<String>();
        plan.changes()
                .forEach(step -> {
                    if (step.answer() instanceof Answer.Change(_, _, var actions)) {
                        actions.stream()
                                .filter(action -> action.sentence().startsWith("write /"))
                                .map(action -> action.sentence().split(" ", 3)[1])
                                .forEach(path -> files.add(step.host() + " " + path));
                    }
                });
        return files;
    }

    @Test
    void a_second_apply_does_nothing() {
        install();

        var report = operator.apply();

        assertThat(report.ok()).isTrue();
        assertThat(report.hosts()).allSatisfy(row -> assertThat(row.done()).isZero());
        assertThat(site.recorder().mutations()).isEmpty();
    }

    @Test
    void a_hand_edited_file_and_a_stopped_service_are_all_that_is_mended() {
        install();
        var machine = site.machine("cp-1");
        machine.files().write("/etc/haproxy/haproxy.cfg", "global\ndefaults\n# by hand\n");
        machine.units().stop("keepalived");

        assertThat(changes(operator.plan()))
                .containsExactly("cp-1/configure-haproxy", "cp-1/configure-keepalived");

        assertThat(operator.apply().problems()).isEmpty();
        assertThat(machine.files().text("/etc/haproxy/haproxy.cfg")).contains("kube-apiserver");
        assertThat(machine.units().isActive("keepalived")).isTrue();
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void a_process_that_runs_with_another_file_is_reloaded() {
        install();
        var machine = site.machine("cp-2");
        String wanted = machine.files().text("/etc/haproxy/haproxy.cfg");
        machine.files().write("/etc/haproxy/haproxy.cfg", "global\ndefaults\n# by hand\n");
        machine.units().start("haproxy");
        machine.files().write("/etc/haproxy/haproxy.cfg", wanted);

        assertThat(changes(operator.plan())).containsExactly("cp-2/configure-haproxy");
        assertThat(operator.apply().problems()).isEmpty();
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void a_wiped_control_plane_is_not_a_blank_cluster() {
        install();
        site.machine("cp-1").wipe();

        var plan = operator.plan();

        assertThat(plan.find("cp-1", "join-node").orElseThrow().answer())
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        blocked ->
                                assertThat(blocked.problem().next())
                                        .contains("kprov replace-node cp-1 cp-1"));
        assertThat(changes(plan)).noneMatch(key -> key.endsWith("/init-control-plane"));
        assertThat(changes(plan)).noneMatch(key -> key.endsWith("/make-pki"));
    }

    @Test
    void an_unreachable_worker_is_a_problem_of_the_plan() {
        install();
        site.machine("w-2").powerOff();

        var plan = operator.plan();

        assertThat(plan.problems())
                .anySatisfy(problem -> assertThat(problem.what()).contains("w-2"));
    }

    @Test
    void hosts_that_started_anew_need_nothing() {
        install();
        site.machines().forEach(SimulatedMachine::powerOn);

        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void a_host_whose_time_is_kept_already_gets_no_other_daemon() {
        site.machine("w-1").units().install("systemd-timesyncd", true);

        install();

        assertThat(site.machine("w-1").hasPackage("chrony")).isFalse();
        assertThat(site.machine("w-2").units().isActive("chrony")).isTrue();
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void what_the_inventory_no_longer_names_is_removed(@TempDir Path folder) {
        String without = Operator.inventory(1, "user: root");
        String with =
                without
                        + """
                        registries:
                          ghcr.io: {mirrors: ["http://mirror.example.com:5000"]}
                          quay.io: {mirrors: ["http://mirror.example.com:5000"]}
                        containerd: {dropIns: {oom.toml: "oom_score = -999"}}
                        """;
        operator = new Operator(folder, with, cluster -> site.connector());
        site = site();
        install();
        String theirs = "/etc/containerd/kprov.d/theirs.toml";
        site.machine("w-1").files().write(theirs, "# by hand\n");
        String quay = "quay.io: {mirrors: [\"http://mirror.example.com:5000\"]}";

        operator =
                new Operator(
                        folder,
                        without + "registries: {" + quay + "}",
                        cluster -> site.connector());
        var plan = operator.plan();

        assertThat(changes(plan))
                .containsExactly(
                        "cp-1/configure-containerd",
                        "cp-2/configure-containerd",
                        "cp-3/configure-containerd",
                        "w-1/configure-containerd");
        assertThat(plan.isDestructive()).isFalse();
        assertThat(
                        PlanPrinter.lines(
                                plan, new PlanPrinter.Style(false, PlanPrinter.Detail.CHANGES)))
                .contains(
                        "  ~ w-1: configure containerd"
                                + " (remove /etc/containerd/certs.d/ghcr.io/hosts.toml: no longer wanted,"
                                + " remove /etc/containerd/kprov.d/oom.toml: no longer wanted)");
        install();
        assertThat(changes(operator.plan())).isEmpty();
        var files = site.machine("w-1").files();
        assertThat(files.exists("/etc/containerd/certs.d/ghcr.io")).isFalse();
        assertThat(files.exists("/etc/containerd/kprov.d/oom.toml")).isFalse();
        assertThat(files.exists("/etc/containerd/certs.d/quay.io/hosts.toml")).isTrue();
        assertThat(files.exists(theirs)).isTrue();

        operator = new Operator(folder, without, cluster -> site.connector());
        assertThat(operator.apply().problems()).isEmpty();
        assertThat(site.recorder().targetsOf("remove-file"))
                .contains("w-1 /etc/containerd/certs.d/quay.io/hosts.toml");
        assertThat(site.recorder().targetsOf("take-up")).isEmpty();
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void three_hundred_workers_are_planned_and_installed(@TempDir Path folder) {
        operator = operator(folder, 300);
        site = site();

        install();

        assertThat(changes(operator.plan())).isEmpty();
        assertThat(site.recorder().mutations()).isEmpty();
    }
}
