package io.kprov.simulator;

import static io.kprov.simulator.RunningCluster.NEW;
import static io.kprov.simulator.RunningCluster.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Host;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Upgrade;
import io.kprov.procedure.Upgrade.Manner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version that does not work on a host. */
class UpgradePutBackTest {
    @TempDir private Path folder;

    private RunningCluster cluster;

    @BeforeEach
    void cluster() {
        cluster = new RunningCluster(folder, Operator.inventory(6, "user: root")).wantNew();
    }

    private static Manner tolerating(int failures) {
        var usual = Manner.USUAL;
        return new Manner(
                usual.only(),
                false,
                usual.drain(),
                usual.soak(),
                new Share(1, false),
                failures,
                false);
    }

    private Host host(String name) {
        return cluster.operator().cluster().host(name);
    }

    private String kubelet(String name) {
        return cluster.machine(name).units().version("kubelet");
    }

    private static List<String> controlPlane(String etcd, String kubernetes) {
        return List.of(
                "etcd " + etcd,
                "kube-apiserver " + kubernetes,
                "kube-controller-manager " + kubernetes,
                "kube-scheduler " + kubernetes,
                "kubelet " + kubernetes);
    }

    private void assertAllReady() {
        assertThat(cluster.site().cluster().list("Node"))
                .allSatisfy(node ->
                        assertThat(cluster.site().cluster().ready(ObjectKey.of(node).name()))
                                .isTrue());
        assertThat(cluster.site().cluster().etcd().allAnswer()).isTrue();
        assertThat(cluster.cordoned()).isEmpty();
    }

    /** What does not work there is mended, and the same command given again. */
    private void assertGoesOnWhenMended() {
        cluster.site().machines().forEach(SimulatedMachine::refuseNone);
        assertThat(cluster.upgrade().problems()).isEmpty();
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void a_canary_whose_kubelet_does_not_start_goes_back_and_no_other_worker_is_touched() {
        cluster.machine("w-1").refuse("kubelet", NEW);

        var report = cluster.upgrade();

        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).startsWith("w-1: upgrade the node failed");
                    assertThat(problem.state()).contains("taken back");
                });
        assertThat(kubelet("w-1")).isEqualTo(OLD);
        assertAllReady();
        assertThat(cluster.versions("cp-3")).isEqualTo(controlPlane("3.7.0", NEW));
        assertThat(cluster.order("keep-former")).containsExactly("cp-1", "cp-2", "cp-3", "w-1");
        assertGoesOnWhenMended();
    }

    @Test
    void a_further_worker_that_fails_ends_the_run() {
        cluster.machine("w-2").refuse("kubelet", NEW);

        var report = cluster.operator().run(cluster.procedure(tolerating(0)));

        assertThat(report.problems()).hasSize(1);
        assertThat(kubelet("w-2")).isEqualTo(OLD);
        assertThat(cluster.kubelets()).containsExactly("v" + OLD, "v" + NEW);
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void others_go_on_while_no_more_fail_than_may() {
        cluster.machine("w-2").refuse("kubelet", NEW);

        var report = cluster.operator().run(cluster.procedure(tolerating(1)));

        assertThat(report.problems()).hasSize(1);
        assertThat(kubelet("w-2")).isEqualTo(OLD);
        assertThat(List.of("w-1", "w-3", "w-4", "w-5", "w-6"))
                .allSatisfy(name -> assertThat(kubelet(name)).isEqualTo(NEW));
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void a_second_failure_is_one_too_many_when_one_may_fail() {
        List.of("w-2", "w-3", "w-4", "w-5", "w-6")
                .forEach(name -> cluster.machine(name).refuse("kubelet", NEW));

        var report = cluster.operator().run(cluster.procedure(tolerating(1)));

        assertThat(report.problems()).hasSize(2);
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void the_first_control_plane_whose_api_server_is_not_ready_goes_back_with_its_etcd() {
        cluster.machine("cp-1").refuse("kube-apiserver", NEW);

        var report = cluster.upgrade();

        assertThat(report.ok()).isFalse();
        assertThat(cluster.versions("cp-1")).isEqualTo(controlPlane("3.6.8", OLD));
        assertThat(cluster.order("keep-former")).containsExactly("cp-1");
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void a_second_control_plane_goes_back_and_the_first_stays_new() {
        cluster.machine("cp-2").refuse("kube-apiserver", NEW);

        assertThat(cluster.upgrade().ok()).isFalse();

        assertThat(cluster.versions("cp-1")).isEqualTo(controlPlane("3.7.0", NEW));
        assertThat(cluster.versions("cp-2")).isEqualTo(controlPlane("3.6.8", OLD));
        assertThat(cluster.versions("cp-3")).isEqualTo(controlPlane("3.6.8", OLD));
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void the_etcd_of_the_last_control_plane_stays_since_the_data_is_of_the_new_version() {
        cluster.machine("cp-3").refuse("kube-apiserver", NEW);

        assertThat(cluster.upgrade().ok()).isFalse();

        assertThat(cluster.versions("cp-3")).isEqualTo(controlPlane("3.7.0", OLD));
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void a_control_plane_whose_kubelet_does_not_start_goes_back() {
        cluster.machine("cp-1").refuse("kubelet", NEW);

        assertThat(cluster.upgrade().ok()).isFalse();

        assertThat(cluster.versions("cp-1")).isEqualTo(controlPlane("3.6.8", OLD));
        assertAllReady();
        assertGoesOnWhenMended();
    }

    @Test
    void a_worker_goes_back_on_the_operators_word_and_a_control_plane_only_as_the_last() {
        assertThat(cluster.upgrade().problems()).isEmpty();

        assertThat(cluster.operator().run(Upgrade.putBack(host("w-3"))).problems()).isEmpty();
        assertThat(kubelet("w-3")).isEqualTo(OLD);
        assertAllReady();

        assertThat(cluster.operator().plan(Upgrade.putBack(host("cp-1"))).problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.why()).startsWith("cp-2 runs the new version already"));
        assertThat(cluster.operator().plan(Upgrade.putBack(host("cp-3"))).problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.why()).startsWith("w-1 runs the new version already"));
        assertGoesOnWhenMended();
    }

    @Test
    void with_the_same_kubernetes_a_control_plane_goes_back_before_others_and_after_them(
            @TempDir Path other) {
        String text =
                Operator.inventory(2, "user: root")
                        .replace("network:", "versions: {containerd: 2.2.8}\nnetwork:");
        cluster = new RunningCluster(other, text);
        cluster.want(text.replace("2.2.8", "2.2.9"));
        cluster.machine("cp-2").refuse("containerd", "2.2.9");

        assertThat(cluster.upgrade().ok()).isFalse();

        assertThat(containerd("cp-1")).isEqualTo("2.2.9");
        assertThat(containerd("cp-2")).isEqualTo("2.2.8");
        assertThat(containerd("cp-3")).isEqualTo("2.2.8");
        assertAllReady();

        cluster.site().machines().forEach(SimulatedMachine::refuseNone);
        assertThat(cluster.upgrade().problems()).isEmpty();
        assertThat(cluster.operator().run(Upgrade.putBack(host("cp-1"))).problems()).isEmpty();
        assertThat(containerd("cp-1")).isEqualTo("2.2.8");
        assertThat(containerd("w-2")).isEqualTo("2.2.9");
        assertAllReady();
    }

    private String containerd(String name) {
        return cluster.machine(name).units().version("containerd");
    }
}
