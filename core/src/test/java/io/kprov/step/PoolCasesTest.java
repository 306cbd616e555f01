package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ObjectState;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import io.kprov.step.node.ApplyKubeletConfig;
import io.kprov.step.node.JoinNode;
import io.kprov.step.node.LabelNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What nodes have from their pools, and what becomes of it when the inventory changes. */
class PoolCasesTest {
    private static final Blueprint POOLS = Clusters.pools();

    /** The node as kprov left it, with a label and a taint that a person added. */
    private static final String NODE =
            """
            {"metadata": {
               "annotations": {
                 "kprov.io/labels": "accelerator,disk,node-role.kubernetes.io/worker,topology.kubernetes.io/region,topology.kubernetes.io/zone",
                 "kprov.io/taints": "gpu=true:NoSchedule"},
               "labels": {
                 "accelerator": "a100", "disk": "hdd", "mine": "yes",
                 "node-role.kubernetes.io/worker": "",
                 "topology.kubernetes.io/region": "eu-1", "topology.kubernetes.io/zone": "a"}},
             "spec": {"taints": [{"key": "gpu", "value": "true", "effect": "NoSchedule"},
                                 {"key": "mine", "effect": "NoExecute"}]}}
            """;

    /** What the inventory said, what it says now, and the plan's words for w-1. */
    record Change(String title, String before, String after, String words) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static final String W_1 =
            "{name: w-1,  address: 10.0.0.21, roles: [worker], pool: gpu}";

    static Stream<Change> changes() {
        return Stream.of(
                new Change(
                        "nothing", "pool: gpu}", "pool: gpu}", "labels and taints are as wanted"),
                new Change(
                        "a label moves from the pool to the host",
                        W_1,
                        W_1.replace("}", ", labels: {accelerator: a100}}"),
                        "labels and taints are as wanted"),
                new Change(
                        "the zone moves from the pool to the host",
                        W_1,
                        W_1.replace("}", ", zone: a}"),
                        "labels and taints are as wanted"),
                new Change(
                        "the host says a label otherwise",
                        W_1,
                        W_1.replace("}", ", labels: {disk: ssd}}"),
                        "disk=ssd"),
                new Change(
                        "the pool drops a label",
                        "labels: {accelerator: a100, disk: hdd}",
                        "labels: {disk: hdd}",
                        "accelerator-"),
                new Change(
                        "the pool drops its taint",
                        "taints: [\"gpu=true:NoSchedule\"]",
                        "taints: []",
                        "gpu=true:NoSchedule-"),
                new Change(
                        "the host's taint has another value",
                        W_1,
                        W_1.replace("}", ", taints: [\"gpu=a100:NoSchedule\"]}"),
                        "gpu=a100:NoSchedule"),
                new Change(
                        "the host adds a taint",
                        W_1,
                        W_1.replace("}", ", taints: [\"gpu:NoExecute\"]}"),
                        "gpu:NoExecute"),
                new Change(
                        "another region",
                        "region: eu-1\n    labels",
                        "region: eu-2\n    labels",
                        "topology.kubernetes.io/region=eu-2"),
                new Change(
                        "the host leaves the pool",
                        W_1,
                        W_1.replace(", pool: gpu", ""),
                        "accelerator- disk- topology.kubernetes.io/region-"
                                + " topology.kubernetes.io/zone- gpu=true:NoSchedule-"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void labels_and_taints_follow_the_inventory_and_leave_those_of_others(Change change) {
        var blueprint = Clusters.pools(change.before, change.after);
        var situation =
                Situation.blank(blueprint)
                        .everywhere(ClusterView.apiServerReady(), 200)
                        .everywhere(
                                JoinNode.node(Clusters.host(blueprint, "w-1")),
                                new ObjectState.Present(JsonMapper.shared().readTree(NODE)));

        var decision = situation.decide(new LabelNode(), "w-1");

        assertThat(StepCasesTest.words(decision)).isEqualTo(change.words);
    }

    @Test
    void a_machine_that_grew_is_reserved_more_of() {
        var grown =
                Situation.finished(POOLS).with("w-1", new MachineFact(), machine(16, 64 * 1024));

        assertThat(StepCasesTest.words(grown.decide(new WriteKubeadmFiles(), "w-1")))
                .contains("kubeletconfiguration0+merge.yaml differs");
        assertThat(StepCasesTest.words(grown.decide(new ApplyKubeletConfig(), "w-1")))
                .contains("config.yaml was made from other settings");
    }

    @Test
    void a_few_mebibytes_more_of_another_kernel_are_no_change() {
        var other = Situation.finished(POOLS).with("w-1", new MachineFact(), machine(4, 8192 - 20));

        assertThat(other.decide(new WriteKubeadmFiles(), "w-1")).isInstanceOf(Decision.Skip.class);
        assertThat(other.decide(new ApplyKubeletConfig(), "w-1")).isInstanceOf(Decision.Skip.class);
    }

    @Test
    void a_machine_s_size_is_asked_for_where_something_depends_on_it_and_nowhere_else() {
        var without = Clusters.pools("    reserved: auto\n", "");

        assertThat(new ApplyKubeletConfig().facts(POOLS, Clusters.host(POOLS, "w-1")))
                .contains(new MachineFact());
        assertThat(new ApplyKubeletConfig().facts(without, Clusters.host(without, "w-1")))
                .doesNotContain(new MachineFact());
    }

    private static Machine machine(int cpus, long memoryMiB) {
        var usual = BlankHost.machine("10.0.0.21", 0, true);
        return new Machine(
                usual.os(),
                usual.osLike(),
                usual.osVersion(),
                usual.osName(),
                usual.kernel(),
                usual.arch(),
                usual.hostname(),
                usual.machineId(),
                cpus,
                memoryMiB,
                usual.swapMiB(),
                usual.freeMiB(),
                usual.cgroupVersion(),
                usual.container(),
                usual.bridgeNetfilter(),
                usual.overlay(),
                usual.systemd(),
                usual.programs(),
                usual.addresses(),
                usual.listeners(),
                usual.now());
    }
}
