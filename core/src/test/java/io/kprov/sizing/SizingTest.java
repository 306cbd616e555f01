package io.kprov.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Reserved;
import io.kprov.sizing.Sizing.Advice.Level;
import io.kprov.step.Clusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizingTest {
    private static Cluster with(String kubernetes) {
        return Clusters.highlyAvailable("  version: 1.36.3\n", "  version: 1.36.3\n" + kubernetes)
                .cluster();
    }

    private static List<String> text(Cluster cluster) {
        return SizingText.lines(Sizing.of(cluster));
    }

    /** The cluster with so many workers more. */
    private static Cluster grown(Cluster cluster, int more) {
        var hosts = new ArrayList<>(cluster.hosts());
        Host pattern = cluster.host("w-2");
        for (int i = 0; i < more; i++) {
            hosts.add(
                    new Host(
                            "n-" + i,
                            pattern.address(),
                            pattern.roles(),
                            Optional.empty(),
                            Map.of(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Map.of(),
                            Optional.empty(),
                            Optional.empty(),
                            Reserved.NOTHING));
        }
        return new Cluster(
                cluster.name(),
                cluster.ssh(),
                cluster.waivedChecks(),
                cluster.pki(),
                cluster.kubernetes(),
                cluster.downloadMirror(),
                cluster.registries(),
                cluster.containerdDropIns(),
                cluster.versions(),
                cluster.controlPlane(),
                cluster.network(),
                hosts);
    }

    @Test
    void a_small_cluster_has_room_and_nothing_to_change() {
        assertThat(text(Clusters.highlyAvailable().cluster()))
                .containsExactly(
                        "nodes            5; the pod network holds 256, Kubernetes is tested with 5,000",
                        "pods             550 (5 x 110); Kubernetes is tested with 150,000, and 300,000 containers",
                        "pod network      10.244.0.0/16: a /24 for each node, with addresses for 253 pods",
                        "service network  10.96.0.0/12: 1,048,574 services",
                        "control plane    3 machines, each with 2 CPUs and 3.75 GB of memory at least; beyond 5 nodes 2 CPUs and 7.5 GB",
                        "etcd             3 members: quorum is 2, 1 may fail",
                        "headroom         251 more nodes, then the pod network 10.244.0.0/16 is full");
    }

    @Test
    void pods_are_counted_by_pool_and_by_each_kubelet_s_own_setting() {
        assertThat(Sizing.of(Clusters.pools().cluster()).kinds())
                .containsExactly(new Sizing.Kind("core", 3, 110), new Sizing.Kind("gpu", 2, 60));
    }

    /** maxPods, what is said of a node's 253 addresses, and the change. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "126, tight: maxPods 126 is more than the 110, -",
                "127, tight: a node's /24 has 253 addresses for 127 pods, /23",
                "253, tight: a node's /24 has 253 addresses for 253 pods, /23",
                "254, too much: a node's /24 has addresses for 253 pods; maxPods is 254, /23",
            })
    void pods_want_twice_their_number_of_addresses(
            int maxPods, String found, @org.jspecify.annotations.Nullable String change) {
        var lines = text(with("  kubelet: {config: {maxPods: " + maxPods + "}}\n"));

        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line.replace("pods, maxPods", "pods; maxPods"))
                                .startsWith(found));
        if (change == null) {
            assertThat(lines).noneMatch(line -> line.contains("give each node"));
        } else {
            assertThat(lines).anyMatch(line -> line.contains("give each node a " + change));
        }
    }

    @Test
    void a_node_s_part_of_the_pod_network_is_what_the_controller_manager_is_told() {
        var sizing =
                Sizing.of(
                        with("  controllerManager: {extraArgs: {node-cidr-mask-size: \"25\"}}\n"));

        assertThat(sizing.podNetwork().nodePrefix()).isEqualTo(25);
        assertThat(sizing.podNetwork().mostNodes()).isEqualTo(512);
        assertThat(sizing.podNetwork().addressesEach()).isEqualTo(125);
        assertThat(sizing.advice()).extracting(Sizing.Advice::level).containsExactly(Level.TIGHT);
    }

    @Test
    void a_pod_network_that_is_nearly_full_cannot_be_changed_later() {
        var lines = text(grown(Clusters.highlyAvailable().cluster(), 235));

        assertThat(lines)
                .contains(
                        "headroom         16 more nodes, then the pod network 10.244.0.0/16 is full",
                        "tight: the pod network has room for 16 more nodes of 256",
                        "control plane    3 machines, each with 8 CPUs and 30 GB of memory at least; beyond 250 nodes 16 CPUs and 60 GB");
    }

    @Test
    void what_kubernetes_is_tested_with_ends_the_headroom_of_a_large_network() {
        var large = Clusters.highlyAvailable("podCidr: 10.244.0.0/16", "podCidr: 172.16.0.0/12");
        var wide =
                Clusters.highlyAvailable(
                        "podCidr: 10.244.0.0/16",
                        """
                        podCidr: 172.16.0.0/12
                          controllerManager: {extraArgs: {node-cidr-mask-size: "26"}}
                          kubelet: {config: {maxPods: 29}}\
                        """);

        assertThat(Sizing.of(large.cluster()).headroom())
                .isEqualTo(new Sizing.Headroom(1358, "150,000 pods are the most that is tested"));
        assertThat(Sizing.of(wide.cluster()).headroom())
                .isEqualTo(new Sizing.Headroom(4995, "5,000 nodes are the most that is tested"));
        assertThat(text(grown(wide.cluster(), 5000)))
                .contains(
                        "headroom         none: 5,000 nodes are the most that is tested",
                        "too much: 5,005 nodes are more than the 5,000 that Kubernetes is tested with");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 2, 3.75", "5, 2, 3.75", "6, 2, 7.5", "10, 2, 7.5", "11, 4, 15", "100, 4, 15",
        "101, 8, 30", "250, 8, 30", "251, 16, 60", "500, 16, 60", "501, 32, 120", "5000, 32, 120"
    })
    void a_control_plane_s_machine_grows_with_the_nodes(int nodes, int cpus, String memory) {
        var machine = MachineClass.of(nodes);

        assertThat(machine.cpus()).isEqualTo(cpus);
        assertThat(machine.memory()).isEqualByComparingTo(memory);
    }
}
