package io.kprov.simulator;

import static io.kprov.simulator.RunningCluster.NEW;
import static io.kprov.simulator.RunningCluster.OLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.procedure.Upgrade.Manner;
import io.kprov.simulator.SimulatedPods.Pod;
import io.kprov.step.Drain;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades that are not begun, each with its reason. */
class UpgradeRefusedTest {
    private static final String INVENTORY = Operator.inventory(2, "user: root");

    @TempDir private Path folder;

    private RunningCluster cluster;

    @BeforeEach
    void cluster() {
        cluster = new RunningCluster(folder, INVENTORY);
    }

    /** The plan says why, and a run changes nothing but what it fetches. */
    private void assertRefused(String why) {
        assertThat(cluster.plan().problems())
                .anySatisfy(problem -> assertThat(problem.why()).contains(why));
        var report = cluster.upgrade();
        assertThat(report.ok()).isFalse();
        assertThat(report.problems())
                .anySatisfy(problem -> assertThat(problem.why()).contains(why));
        assertThat(cluster.site().recorder().mutations())
                .extracting(Recorder.Mutation::command)
                .isSubsetOf("fetch", "pull-images");
        assertThat(cluster.cordoned()).isEmpty();
    }

    @Test
    void an_older_version() {
        cluster.want(INVENTORY.replace(OLD, "1.36.2"));

        assertRefused("kubeadm takes none back to an older one");
    }

    @Test
    void a_minor_that_is_left_out() {
        cluster = new RunningCluster(folder, INVENTORY.replace(OLD, "1.35.6"));
        cluster.want(INVENTORY.replace(OLD, NEW));

        assertRefused("from 1.35.6 to 1.37.2 a minor is left out");
    }

    @Test
    void a_node_that_is_not_ready() {
        cluster.machine("w-2").units().stop("kubelet");
        cluster.wantNew();

        assertRefused("w-2: its node is not Ready");
    }

    @Test
    void a_member_of_etcd_that_is_away() {
        cluster.machine("cp-3").files().remove("/etc/kubernetes/manifests/etcd.yaml");
        cluster.machine("cp-3").powerOn();
        cluster.wantNew();

        assertRefused("cp-3: its etcd member is not healthy, or does not vote");
    }

    @Test
    void a_kubelet_that_would_be_more_than_three_minors_older() {
        var machine = cluster.machine("w-1");
        machine.files().link("/usr/local/bin/kubelet", "/opt/kprov/kubelet/1.33.9/kubelet");
        machine.powerOn();
        cluster.site().recorder().clear();
        cluster.wantNew();

        assertRefused(
                "kubelets would be more than three minors older than the API server:\nw-1: kubelet 1.33.9");
        assertThat(cluster.plan().problems())
                .anySatisfy(problem ->
                        assertThat(problem.next())
                                .isEqualTo(
                                        "upgrade these nodes to 1.36.3 first: kprov upgrade --to 1.36.3 --only workers"));
    }

    @Test
    void a_kubelet_that_is_three_minors_older_then_is_in_nobodys_way() {
        var machine = cluster.machine("w-1");
        machine.files().link("/usr/local/bin/kubelet", "/opt/kprov/kubelet/1.34.9/kubelet");
        machine.powerOn();
        cluster.wantNew();

        assertThat(cluster.plan().problems()).isEmpty();
    }

    @Test
    void a_disruption_budget_that_never_allows_it_unless_it_is_overruled() {
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "db-1", "db", "StatefulSet"));
        pods.allow("db", 0);
        cluster.wantNew();

        assertRefused("w-1: default/db-1 is kept by default/db");

        var usual = Manner.USUAL;
        var overruled =
                new Manner(
                        usual.only(),
                        false,
                        new Drain.Manner(usual.drain().timeout(), true, false),
                        usual.soak(),
                        usual.atOnce(),
                        0,
                        false);
        assertThat(cluster.operator().run(cluster.procedure(overruled)).problems()).isEmpty();
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void a_pod_with_two_disruption_budgets_though_each_would_let_it_go() {
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "db-1", "db", "StatefulSet"));
        pods.allow("db", 1);
        pods.allowAlso("db", 1);
        cluster.wantNew();

        assertRefused(
                "w-1: default/db-1 may not go: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
    }

    @Test
    void a_pod_whose_eviction_a_policy_of_admission_denies() {
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "db-1", "db", "StatefulSet"));
        pods.deny("db-1", "db stays");
        cluster.wantNew();

        assertRefused(
                "w-1: default/db-1 may not go: The pods \"db-1\" is invalid: : ValidatingAdmissionPolicy 'keep' with binding 'keep' denied request: db stays");
    }

    @Test
    void not_for_a_pod_that_is_not_ready_when_its_budget_lets_such_go() {
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "db-1", "db", "StatefulSet"));
        pods.allow("db", 0);
        pods.fail("db-1");
        cluster.wantNew();

        assertThat(cluster.plan().problems()).isEmpty();
    }

    @Test
    void a_disk_that_has_no_room_before_anything_is_fetched() {
        cluster.machine("w-1").leaveFree(9400);
        cluster.wantNew();

        assertRefused(
                "the disk of /opt/kprov, /var/lib/containerd, /var/lib/kubelet has 9400 MiB free of 61440,"
                        + " and about 262 are needed; with less than 9216 left the kubelet evicts pods");

        assertThat(cluster.site().recorder().mutations()).isEmpty();
        cluster.machine("w-1").leaveFree(9500);
        assertThat(cluster.plan().problems()).isEmpty();
    }

    @Test
    void a_disk_that_comes_to_the_kubelet_s_threshold_in_the_inventory() {
        cluster.machine("w-1").leaveFree(1200);
        String own = INVENTORY.replace("maxPods: 200", "evictionHard: {nodefs.available: 1Gi}");
        cluster.want(own.replace(OLD, NEW));

        assertThat(cluster.plan().problems())
                .anySatisfy(problem ->
                        assertThat(problem.why())
                                .endsWith("with less than 1024 left the kubelet evicts pods"));
    }

    @Test
    void not_for_want_of_room_once_everything_is_there() {
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "db-1", "db", "StatefulSet"));
        pods.allow("db", 0);
        cluster.wantNew();
        assertThat(cluster.upgrade().ok()).isFalse();
        assertThat(cluster.order("pull-images")).contains("w-1");

        pods.allow("db", 1);
        cluster.machine("w-1").leaveFree(100);

        assertThat(cluster.upgrade().problems()).isEmpty();
    }

    @Test
    void a_pod_that_would_be_lost() {
        cluster.site().cluster().pods().start(new Pod("w-1", "alone", "alone", ""));
        cluster.wantNew();

        assertThat(cluster.plan().problems())
                .anySatisfy(problem ->
                        assertThat(problem.what())
                                .isEqualTo("w-1 is not drained: pods there would be lost"));
    }
}
