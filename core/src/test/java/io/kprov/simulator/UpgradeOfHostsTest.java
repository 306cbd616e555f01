package io.kprov.simulator;

import static io.kprov.simulator.RunningCluster.NEW;
import static io.kprov.simulator.RunningCluster.OLD;
import static io.kprov.simulator.RunningCluster.changes;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.RebootFact;
import io.kprov.plan.Plan;
import io.kprov.procedure.Upgrade.Manner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of the operating system, and reboots, in the order of an upgrade. */
class UpgradeOfHostsTest {
    private static final List<String> ALL = List.of("cp-1", "cp-2", "cp-3", "w-1", "w-2");

    private static final Manner WITH_PACKAGES =
            new Manner(
                    Manner.USUAL.only(),
                    false,
                    Manner.USUAL.drain(),
                    Manner.USUAL.soak(),
                    Manner.USUAL.atOnce(),
                    0,
                    true);

    @TempDir private Path folder;

    private RunningCluster cluster() {
        return new RunningCluster(folder, Operator.inventory(2, "user: root"));
    }

    private static RunningCluster wantReboots(RunningCluster cluster) {
        return cluster.want(withReboots());
    }

    private static String withReboots() {
        return Operator.inventory(2, "user: root")
                .replace("hosts:\n", "os: {rebootIfNeeded: true}\nhosts:\n");
    }

    private static void offer(RunningCluster cluster, boolean asksForReboot) {
        for (String host : ALL) {
            cluster.machine(host).updates().offer("openssl", "3.0.15", "3.0.17", false);
            if (asksForReboot) {
                cluster.machine(host).updates().offer("linux-image-6.1.0-37", "", "6.1.140", true);
            }
        }
    }

    private static String reason(Plan plan, String key) {
        return plan.changes()
                .filter(step -> step.key().equals(key))
                .map(Plan.PlannedStep::toString)
                .findFirst()
                .orElse("");
    }

    private static List<Integer> starts(RunningCluster cluster) {
        return ALL.stream().map(host -> cluster.machine(host).starts()).toList();
    }

    @Test
    void packages_are_fetched_by_all_and_installed_host_by_host_on_drained_nodes() {
        var cluster = cluster();
        offer(cluster, false);

        assertThat(cluster.operator().run(cluster.procedure(WITH_PACKAGES)).problems()).isEmpty();

        assertThat(cluster.order("fetch-packages")).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(cluster.order("upgrade-packages")).containsExactlyElementsOf(ALL);
        assertThat(cluster.cordoned()).isEmpty();
        assertThat(
                        cluster.site().recorder().mutations().stream()
                                .map(Recorder.Mutation::command)
                                .filter(
                                        List.of("drain-node", "upgrade-packages", "uncordon")
                                                ::contains)
                                .distinct())
                .containsExactly("drain-node", "upgrade-packages", "uncordon");
        assertThat(changes(cluster.operator().plan(cluster.procedure(WITH_PACKAGES)))).isEmpty();
    }

    @Test
    void a_budget_that_never_allows_is_told_before_packages_come() {
        var cluster = cluster();
        offer(cluster, false);
        var pods = cluster.site().cluster().pods();
        pods.start(new SimulatedPods.Pod("w-1", "web-1", "web", "ReplicaSet"));
        pods.allow("web", 0);

        assertThat(cluster.operator().plan(cluster.procedure(WITH_PACKAGES)).problems())
                .anySatisfy(problem -> assertThat(problem.why()).contains("default/web-1"));
    }

    @Test
    void the_plan_names_the_packages_and_that_a_reboot_may_follow() {
        var cluster = wantReboots(cluster());
        offer(cluster, true);

        var plan = cluster.operator().plan(cluster.procedure(WITH_PACKAGES));

        assertThat(reason(plan, "w-1/upgrade-packages"))
                .contains("2 packages: linux-image-6.1.0-37 6.1.140, openssl 3.0.15 -> 3.0.17");
        assertThat(reason(plan, "w-1/reboot")).contains("if the new packages ask for it");
        assertThat(cluster.site().recorder().mutations()).isEmpty();
    }

    @Test
    void hosts_whose_new_packages_ask_for_it_are_rebooted_once_each() {
        var cluster = wantReboots(cluster());
        var before = starts(cluster);
        offer(cluster, false);
        cluster.machine("cp-2").updates().offer("linux-image-6.1.0-37", "", "6.1.140", true);
        cluster.machine("w-2").updates().offer("linux-image-6.1.0-37", "", "6.1.140", true);

        assertThat(cluster.operator().run(cluster.procedure(WITH_PACKAGES)).problems()).isEmpty();

        assertThat(cluster.order("reboot")).containsExactly("cp-2", "w-2");
        assertThat(starts(cluster).get(1)).isEqualTo(before.get(1) + 1);
        assertThat(starts(cluster).get(0)).isEqualTo(before.get(0));
        assertThat(changes(cluster.operator().plan(cluster.procedure(WITH_PACKAGES)))).isEmpty();
    }

    @Test
    void apply_reboots_a_host_that_asks_for_it_where_the_inventory_wants_that() {
        var cluster = cluster();
        cluster.machine("w-1").files().write(RebootFact.FILE, "");

        assertThat(changes(cluster.plan())).isEmpty();
        wantReboots(cluster);
        assertThat(changes(cluster.plan()))
                .containsExactly("w-1/drain", "w-1/reboot", "w-1/uncordon");
        assertThat(cluster.upgrade().problems()).isEmpty();

        assertThat(cluster.order("reboot")).containsExactly("w-1");
        assertThat(cluster.cordoned()).isEmpty();
        assertThat(changes(cluster.plan())).isEmpty();
    }

    @Test
    void versions_packages_and_a_reboot_take_a_node_away_once() {
        var cluster = cluster();
        cluster.want(withReboots().replace(OLD, NEW));
        offer(cluster, true);

        assertThat(cluster.operator().run(cluster.procedure(WITH_PACKAGES)).problems()).isEmpty();

        cluster.assertWhole(NEW, "3.7.0");
        assertThat(cluster.order("reboot")).containsExactlyElementsOf(ALL);
        assertThat(
                        cluster.site().recorder().mutations().stream()
                                .filter(each -> each.command().equals("drain-node"))
                                .filter(each -> each.target().contains("Node"))
                                .map(Recorder.Mutation::target)
                                .distinct())
                .hasSize(ALL.size());
    }

    @Test
    void a_run_that_is_killed_before_or_after_a_reboot_began_is_gone_on_with() {
        var cluster = wantReboots(cluster());
        for (var mishap :
                List.of(
                        new Mishap.Killed(0),
                        new Mishap.Killed(1),
                        new Mishap.LostBefore(),
                        new Mishap.LostAfter())) {
            cluster.machine("cp-2").files().write(RebootFact.FILE, "");
            int before = cluster.machine("cp-2").starts();
            cluster.strike("cp-2", "reboot", mishap);

            upgradeThoughKilled(cluster);

            assertThat(cluster.machine("cp-2").starts()).as("%s", mishap).isEqualTo(before + 1);
            assertThat(cluster.cordoned()).as("%s", mishap).isEmpty();
            assertThat(changes(cluster.plan())).as("%s", mishap).isEmpty();
        }
    }

    private static void upgradeThoughKilled(RunningCluster cluster) {
        try {
            assertThat(cluster.upgrade().problems()).isEmpty();
        } catch (KprovKilled killed) {
            assertThat(cluster.upgrade().problems()).isEmpty();
        }
    }
}
