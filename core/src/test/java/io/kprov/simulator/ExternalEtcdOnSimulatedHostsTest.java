package io.kprov.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.Etcdctl;
import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Three hosts hold etcd, two of the three control planes use it and are nothing else. */
class ExternalEtcdOnSimulatedHostsTest {
    private final Path folder;
    private Operator operator;
    private SimulatedSite site;

    ExternalEtcdOnSimulatedHostsTest(@TempDir Path folder) {
        this.folder = folder;
        operator = operator(inventory(3));
        site = new SimulatedSite(operator.cluster(), InstantSource.system(), Mishap.Source.none());
    }

    private Operator operator(String inventory) {
        return new Operator(folder, inventory, cluster -> site.connector());
    }

    /** One of the members is on a control plane. */
    private static String inventory(int members) {
        var text =
                new StringBuilder(
                        Operator.inventory(1, "user: root")
                                .replace(
                                        "controlPlane:\n",
                                        "controlPlane:\n  etcd: {external: {}}\n")
                                .replace(
                                        "address: 10.0.0.13, roles: [control-plane]",
                                        "address: 10.0.0.13, roles: [control-plane, etcd]"));
        for (int i = 1; i < members; i++) {
            text.append(
                    "  - {name: etcd-%d, address: 10.0.0.3%d, roles: [etcd]}\n".formatted(i, i));
        }
        return text.toString();
    }

    private void install() {
        assertThat(operator.apply().problems()).isEmpty();
        site.recorder().clear();
    }

    private static List<String> changes(Plan plan) {
        return plan.changes().map(Plan.PlannedStep::key).toList();
    }

    @Test
    void an_apply_installs_everything_and_the_second_plan_is_empty() {
        install();

        var second = operator.plan();
        assertThat(second.problems()).isEmpty();
        assertThat(changes(second)).isEmpty();
        assertThat(site.cluster().etcd().listJson())
                .contains("etcd-1", "etcd-2", "cp-3")
                .doesNotContain("cp-1", "\"isLearner\":true");
        assertThat(site.machine("cp-1").files().exists("/etc/kubernetes/manifests/etcd.yaml"))
                .isFalse();
        assertThat(site.machine("etcd-1").files().exists("/etc/etcd/bootstrap.env")).isFalse();
        assertThat(site.machine("etcd-1").files().exists("/etc/kubernetes/pki/ca.crt")).isFalse();
    }

    @Test
    void a_setting_that_was_changed_by_hand_is_all_that_is_mended() {
        install();
        site.machine("etcd-2").files().write("/etc/etcd/etcd.env", "ETCD_NAME=x\n");

        assertThat(changes(operator.plan())).containsExactly("etcd-2/run-etcd");
        assertThat(operator.apply().problems()).isEmpty();
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void a_member_that_lost_its_data_is_no_member_to_begin_with() {
        install();
        site.machine("etcd-2").wipe();

        assertThat(operator.plan().find("etcd-2", "run-etcd").orElseThrow().answer())
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        blocked -> {
                            assertThat(blocked.problem().what()).contains("has lost its data");
                            assertThat(blocked.problem().state())
                                    .contains("2 of 3 members are healthy, quorum is 2");
                            assertThat(blocked.problem().next())
                                    .contains("kprov etcd replace etcd-2");
                        });
    }

    @Test
    void a_machine_in_the_place_of_a_removed_member_learns_and_then_votes() {
        install();
        site.machine("etcd-2").wipe();
        remove("etcd-2");

        assertThat(operator.apply().problems()).isEmpty();

        assertThat(site.cluster().etcd().listJson())
                .contains("etcd-2")
                .doesNotContain("\"isLearner\":true");
        assertThat(changes(operator.plan())).isEmpty();
    }

    @Test
    void no_second_etcd_is_begun_beside_one_that_is_silent() {
        install();
        site.machine("etcd-1").wipe();
        site.machine("etcd-2").units().stop("etcd");
        site.machine("cp-3").units().stop("etcd");

        assertThat(operator.plan().find("etcd-1", "run-etcd").orElseThrow().answer())
                .isInstanceOfSatisfying(
                        Answer.Blocked.class,
                        blocked ->
                                assertThat(blocked.problem().what())
                                        .contains("no member of etcd answers"));
    }

    private void remove(String name) {
        for (JsonNode member :
                JsonMapper.shared().readTree(site.cluster().etcd().listJson()).path("members")) {
            if (member.path("name").asString().equals(name)) {
                String id = Long.toHexString(member.path("ID").asLong());
                site.exec("etcd-1", Etcdctl.command("member", "remove", id).toString(), "");
            }
        }
    }
}
