package io.kprov.simulator;

import static io.kprov.simulator.RunningCluster.NEW;
import static io.kprov.simulator.RunningCluster.OLD;
import static io.kprov.simulator.RunningCluster.changes;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.engine.RunReport;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import io.kprov.procedure.Procedure.Share;
import io.kprov.procedure.Upgrade.Manner;
import io.kprov.simulator.SimulatedPods.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of 1.36.3 that is to be of 1.37.2, and nothing in its way. */
class UpgradeOnSimulatedHostsTest {
    private static final String[] SETTINGS = {
        "/etc/kubernetes/pki", "/var/lib/kubelet", "/etc/haproxy", "/etc/containerd"
    };

    private static final Manner TWO_AT_ONCE =
            new Manner(
                    Manner.USUAL.only(),
                    false,
                    Manner.USUAL.drain(),
                    Manner.USUAL.soak(),
                    new Share(2, false),
                    0,
                    false);

    @TempDir private Path folder;

    private RunningCluster cluster(int workers) {
        return new RunningCluster(folder, Operator.inventory(workers, "user: root"));
    }

    /** Workers in two pools and three zones. */
    private static String pools(int workers) {
        return Operator.inventory(workers, "user: root")
                .replace("hosts:\n", "pools: {even: {}, odd: {}}\nhosts:\n")
                .replaceAll("name: w-(\\d*[02468]),", "name: w-$1, pool: even,")
                .replaceAll("name: w-(\\d*[13579]),", "name: w-$1, pool: odd,");
    }

    @Test
    void a_plan_changes_nothing() {
        var cluster = cluster(2).wantNew();

        var plan = cluster.plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(changes(plan)).contains("cp-1/check-upgrade", "cp-2/drain", "w-1/upgrade-node");
        assertThat(cluster.site().recorder().mutations()).isEmpty();
    }

    @Test
    void a_plan_names_objects_that_were_written_through_an_api_version_that_ends() {
        var cluster = cluster(1);
        var writes = cluster.site().cluster().writes();
        writes.write("servicecidrs networking.k8s.io v1beta1", "", "extra", "Helm");
        writes.write("ipaddresses networking.k8s.io v1beta1", "", "10.96.0.1", "kube-apiserver");
        writes.write("resourceclaims resource.k8s.io v1beta1", "shop", "gpu", "operator");

        assertThat(reason(cluster.wantNew().plan(), "cp-1/check-upgrade"))
                .isEqualTo(
                        "Kubernetes 1.36.3 -> 1.37.2; objects written through networking.k8s.io/v1beta1,"
                                + " which 1.37 does not serve: servicecidrs extra (Helm)");
    }

    private static String reason(Plan plan, String key) {
        return plan.changes()
                .filter(step -> step.key().equals(key))
                .map(step -> step.answer() instanceof Answer.Change(_, var reason, _) ? reason : "")
                .findFirst()
                .orElse("");
    }

    @Test
    void everything_runs_the_new_versions_and_nothing_is_left_to_do() {
        var cluster = cluster(3);
        var before = cluster.files(SETTINGS);

        assertThat(cluster.wantNew().upgrade().problems()).isEmpty();

        cluster.assertWhole(NEW, "3.7.0");
        assertThat(cluster.versions("cp-3"))
                .containsExactly(
                        "etcd 3.7.0",
                        "kube-apiserver " + NEW,
                        "kube-controller-manager " + NEW,
                        "kube-scheduler " + NEW,
                        "kubelet " + NEW);
        assertThat(cluster.files(SETTINGS)).isEqualTo(before);
        assertThat(addon(cluster, "Deployment", "coredns")).isEqualTo("1.14.6");
        assertThat(addon(cluster, "DaemonSet", "kube-proxy")).isEqualTo(NEW);
    }

    @Test
    void images_of_etcd_and_coredns_that_the_inventory_pins_are_kept() {
        String pinned =
                Operator.inventory(1, "user: root") + "versions: {etcd: 3.6.9, coredns: 1.14.3}\n";
        var cluster = new RunningCluster(folder, pinned).wantNew();

        assertThat(cluster.upgrade().problems()).isEmpty();

        cluster.assertWhole(NEW, "3.6.9");
        assertThat(cluster.versions("cp-2")).contains("etcd 3.6.9");
        assertThat(addon(cluster, "Deployment", "coredns")).isEqualTo("1.14.3");
    }

    private static String addon(RunningCluster cluster, String kind, String name) {
        var object =
                cluster.site()
                        .cluster()
                        .get(new ObjectKey(kind, "kube-system", name))
                        .orElseThrow();
        return KubernetesObjects.version(object.path("spec").path("template"));
    }

    @Test
    void a_snapshot_of_etcd_is_made_once_and_before_anything_changes() {
        var cluster = cluster(1).wantNew();

        assertThat(cluster.upgrade().problems()).isEmpty();

        var commands =
                cluster.site().recorder().mutations().stream()
                        .map(Recorder.Mutation::command)
                        .distinct()
                        .toList();
        assertThat(commands.subList(0, 4))
                .containsExactly("fetch", "pull-images", "kubeadm-upgrade-plan", "backup-now");
        assertThat(cluster.order("backup-now")).hasSize(1);
    }

    @Test
    void control_planes_go_first_then_one_worker_of_each_pool_then_the_others() {
        var cluster = new RunningCluster(folder, pools(6)).wantNew();

        assertThat(cluster.upgrade().problems()).isEmpty();

        var order = cluster.order("kubeadm-upgrade");
        assertThat(order.subList(0, 5)).containsExactly("cp-1", "cp-2", "cp-3", "w-1", "w-2");
        assertThat(order.subList(5, 9)).containsExactlyInAnyOrder("w-3", "w-4", "w-5", "w-6");
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void a_pool_goes_zone_by_zone_and_never_more_than_its_share_is_away() {
        var cluster = new RunningCluster(folder, pools(26)).wantNew();
        var away = new MostAway(cluster);
        cluster.site().recorder().watch(away);
        cluster.befall(firstOfEachPoolWaitForASecond(cluster));

        assertThat(cluster.operator().run(cluster.procedure(TWO_AT_ONCE)).problems()).isEmpty();

        assertThat(away.most).isEqualTo(Map.of("control-plane", 1, "even", 2, "odd", 2));
        for (String pool : List.of("even", "odd")) {
            var zones = new ArrayList<String>();
            for (Host host : cluster.of(pool, cluster.order("kubeadm-upgrade"))) {
                zones.add(host.zone().orElseThrow());
            }
            // The first is the canary.
            assertThat(runs(zones.subList(1, zones.size()))).doesNotHaveDuplicates().hasSize(3);
        }
    }

    /** Nothing takes time here: without it two of a batch were away together by chance only. */
    private static Mishap.Source firstOfEachPoolWaitForASecond(RunningCluster cluster) {
        var canaries = List.of("w-1", "w-2");
        var meetings = Map.of("even", new CountDownLatch(2), "odd", new CountDownLatch(2));
        return (host, command) -> {
            var meeting = meetings.get(cluster.pool(host));
            if (command.equals("soak") && meeting != null && !canaries.contains(host)) {
                meeting.countDown();
                try {
                    assertThat(meeting.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            return new Mishap.None();
        };
    }

    /** Without repetitions of what stands side by side. */
    private static List<String> runs(List<String> all) {
        var runs = new ArrayList<String>();
        for (String each : all) {
            if (runs.isEmpty() || !runs.getLast().equals(each)) {
                runs.add(each);
            }
        }
        return runs;
    }

    /** Counts cordoned nodes by pool after each command. */
    private static final class MostAway implements Recorder.Watcher {
        private final RunningCluster cluster;
        private final Map<String, Integer> most = new HashMap<>();

        MostAway(RunningCluster cluster) {
            this.cluster = cluster;
        }

        @Override
        public void before(String host, String command) {}

        @Override
        public void after(String host, String command) {
            if (!command.equals("drain-node")) {
                return;
            }
            var now = new HashMap<String, Integer>();
            for (String name : cluster.cordoned()) {
                now.merge(cluster.pool(name), 1, Integer::sum);
            }
            now.forEach((pool, count) -> most.merge(pool, count, Integer::max));
        }
    }

    @Test
    void pods_move_before_a_node_is_worked_on_and_those_of_daemon_sets_stay() {
        var cluster = cluster(3);
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "web-1", "web", "ReplicaSet"));
        pods.start(new Pod("w-1", "log-1", "log", "DaemonSet"));

        assertThat(cluster.wantNew().upgrade().problems()).isEmpty();

        assertThat(pods.nodeOf("log-1")).isEqualTo("w-1");
        assertThat(pods.nodeOf("web-1")).isNotEmpty();
        var done =
                cluster.site().recorder().mutations().stream()
                        .filter(each ->
                                each.target().equals("pod:web-1")
                                        || (each.host().equals("w-1")
                                                && each.command().equals("keep-former"))
                                        || each.target().equals("unit:kubelet"))
                        .map(each -> each.host() + " " + each.command())
                        .distinct()
                        .filter(each -> each.contains("w-1") || each.contains("drain-node"))
                        .toList();
        assertThat(done).startsWith("w-1 keep-former", "cp-1 drain-node", "w-1 take-up");
    }

    @Test
    void a_disruption_budget_that_allows_it_in_a_moment_is_waited_for() {
        var cluster = cluster(3);
        var pods = cluster.site().cluster().pods();
        pods.start(new Pod("w-1", "web-1", "web", "ReplicaSet"));
        pods.allowOnceWhole("web");

        assertThat(cluster.wantNew().upgrade().problems()).isEmpty();
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void a_node_that_a_person_cordoned_stays_cordoned() {
        var cluster = cluster(2);
        cluster.cordon("w-2");

        assertThat(cluster.wantNew().upgrade().problems()).isEmpty();

        assertThat(cluster.kubelets()).containsExactly("v" + NEW);
        assertThat(cluster.cordoned()).containsExactly("w-2");
        assertThat(changes(cluster.plan())).isEmpty();
    }

    @Test
    void a_node_that_is_alone_is_not_drained() {
        var cluster =
                new RunningCluster(
                        folder,
                        Operator.inventory(0, "user: root")
                                .replaceAll("  - \\{name: cp-[23].*\n", "")
                                .replace("[control-plane]", "[control-plane, worker]"));
        cluster.site().cluster().pods().start(new Pod("cp-1", "web-1", "web", "ReplicaSet"));

        assertThat(cluster.wantNew().upgrade().problems()).isEmpty();

        cluster.assertWhole(NEW, "3.7.0");
        assertThat(cluster.order("drain-node")).isEmpty();
        assertThat(cluster.site().cluster().pods().nodeOf("web-1")).isEqualTo("cp-1");
    }

    @Test
    void members_of_external_etcd_go_before_the_control_planes() {
        var text =
                Operator.inventory(1, "user: root")
                                .replace(
                                        "controlPlane:\n",
                                        "controlPlane:\n  etcd: {external: {}}\n")
                        + """
                          - {name: etcd-1, address: 10.0.0.31, roles: [etcd]}
                          - {name: etcd-2, address: 10.0.0.32, roles: [etcd]}
                          - {name: etcd-3, address: 10.0.0.33, roles: [etcd]}
                        """;
        var cluster = new RunningCluster(folder, text).wantNew();

        assertThat(cluster.upgrade().problems()).isEmpty();

        assertThat(List.of("etcd-1", "etcd-2", "etcd-3"))
                .allSatisfy(name ->
                        assertThat(cluster.machine(name).units().version("etcd"))
                                .isEqualTo("3.7.0"));
        assertThat(cluster.order("take-up"))
                .startsWith("etcd-1", "etcd-2", "etcd-3")
                .contains("cp-1", "w-1");
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void another_containerd_and_other_settings_come_along() {
        String text =
                Operator.inventory(2, "user: root")
                        .replace(
                                "network:", "versions: {containerd: 2.2.8, runc: 1.4.2}\nnetwork:");
        var cluster = new RunningCluster(folder, text);

        cluster.want(
                text.replace(OLD, NEW)
                        .replace("2.2.8", "2.2.9")
                        .replace("1.4.2", "1.4.3")
                        .replace("maxPods: 200", "maxPods: 210"));
        assertThat(cluster.upgrade().problems()).isEmpty();

        cluster.assertWhole(NEW, "3.7.0");
        for (SimulatedMachine machine : cluster.site().machines()) {
            assertThat(machine.units().version("containerd")).isEqualTo("2.2.9");
            assertThat(machine.files().text("/var/lib/kubelet/config.yaml")).contains("210");
        }
    }

    @Test
    void workers_that_follow_alone_leave_other_settings_to_the_next_run() {
        String text = Operator.inventory(2, "user: root");
        var cluster = new RunningCluster(folder, text).wantNew();
        assertThat(run(cluster, host -> host.has(Role.CONTROL_PLANE)).problems()).isEmpty();

        cluster.want(text.replace(OLD, NEW).replace("maxPods: 200", "maxPods: 210"));
        assertThat(run(cluster, Host::isOnlyWorker).problems()).isEmpty();

        assertThat(cluster.kubelets()).containsExactly("v" + NEW);
        assertThat(cluster.upgrade().problems()).isEmpty();
        cluster.assertWhole(NEW, "3.7.0");
        for (SimulatedMachine machine : cluster.site().machines()) {
            assertThat(machine.files().text("/var/lib/kubelet/config.yaml")).contains("210");
        }
    }

    private static RunReport run(RunningCluster cluster, Predicate<Host> only) {
        var usual = Manner.USUAL;
        var manner = new Manner(only, false, usual.drain(), usual.soak(), usual.atOnce(), 0, false);
        return cluster.operator().run(cluster.procedure(manner));
    }

    @Test
    void one_control_plane_alone_is_upgraded_and_the_others_follow() {
        var cluster = cluster(1).wantNew();

        assertThat(run(cluster, host -> host.name().equals("cp-1")).problems()).isEmpty();
        assertThat(cluster.kubelets()).containsExactly("v" + OLD, "v" + NEW);

        assertThat(cluster.upgrade().problems()).isEmpty();
        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void a_patch_release_is_an_upgrade_too() {
        String text = Operator.inventory(1, "user: root");
        var cluster = new RunningCluster(folder, text).want(text.replace(OLD, "1.36.4"));

        assertThat(cluster.upgrade().problems()).isEmpty();

        cluster.assertWhole("1.36.4", "3.6.8");
    }

    @Test
    void two_minors_are_two_upgrades_one_after_the_other() {
        String text = Operator.inventory(1, "user: root");
        var cluster = new RunningCluster(folder, text.replace(OLD, "1.35.6"));

        assertThat(cluster.want(text).upgrade().problems()).isEmpty();
        cluster.assertWhole(OLD, "3.6.8");
        assertThat(cluster.want(text.replace(OLD, NEW)).upgrade().problems()).isEmpty();

        cluster.assertWhole(NEW, "3.7.0");
    }

    @Test
    void three_hundred_workers_in_pools_are_upgraded() {
        var cluster = new RunningCluster(folder, pools(300)).wantNew();
        var away = new MostAway(cluster);
        cluster.site().recorder().watch(away);

        assertThat(cluster.upgrade().problems()).isEmpty();

        // A tenth of those of a pool that are no canaries.
        assertThat(away.most.get("even")).isBetween(1, 14);
        assertThat(away.most.get("odd")).isBetween(1, 14);
        cluster.assertWhole(NEW, "3.7.0");
    }
}
