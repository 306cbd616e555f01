package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kprov.model.Cluster;
import io.kprov.model.Network;
import io.kprov.step.Clusters;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ClusterObjectsTest {
    private static final String ZONES = "topologyKey: topology.kubernetes.io/zone";
    private static final Network.Flannel HOST_GW =
            new Network.Flannel(Network.Backend.HOST_GW, Optional.empty());
    private static final Network.Flannel VXLAN =
            new Network.Flannel(Network.Backend.VXLAN, Optional.empty());

    @Test
    void the_namespace_comes_first_and_the_daemon_set_last() {
        assertThat(
                        FlannelManifest.documents(
                                Examples.STACKED.cluster(), HOST_GW, Examples.VERSIONS))
                .extracting(document -> document.get("kind"))
                .containsExactly(
                        "Namespace",
                        "ServiceAccount",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "ConfigMap",
                        "DaemonSet");
    }

    @Test
    void flannel_uses_the_packet_filter_that_kube_proxy_uses() {
        assertThat(config(Examples.STACKED.cluster(), HOST_GW))
                .contains("\"EnableNFTables\": true")
                .contains("\"Network\": \"10.244.0.0/16\"")
                .contains("{\"Type\": \"host-gw\"}");
        assertThat(config(Examples.SEPARATE.cluster(), VXLAN))
                .contains("\"EnableNFTables\": false");
    }

    @Test
    void a_pod_network_of_ipv6_turns_ipv4_off() {
        assertThat(config(Examples.SINGLE.cluster(), VXLAN))
                .contains("\"EnableIPv4\": false", "\"IPv6Network\"")
                .doesNotContain("\"Network\"");
    }

    @Test
    void a_change_of_the_configuration_changes_the_pods() {
        var cluster = Examples.SEPARATE.cluster();

        assertThat(FlannelManifest.documents(cluster, HOST_GW, Examples.VERSIONS).getLast())
                .isNotEqualTo(
                        FlannelManifest.documents(cluster, VXLAN, Examples.VERSIONS).getLast());
    }

    @Test
    void coredns_is_spread_over_hosts_but_never_kept_from_starting() {
        assertThat(CoreDnsSpread.document(Clusters.pools().cluster()))
                .extracting("spec.template.spec.topologySpreadConstraints")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .extracting("topologyKey", "whenUnsatisfiable")
                .containsExactly(
                        tuple("kubernetes.io/hostname", "ScheduleAnyway"),
                        tuple("topology.kubernetes.io/zone", "ScheduleAnyway"));
    }

    @Test
    void coredns_is_spread_over_zones_too_where_every_node_has_one_of_several() {
        assertThat(CoreDnsSpread.yaml(Clusters.pools().cluster())).contains(ZONES);
        assertThat(CoreDnsSpread.yaml(Clusters.pools("zone: c", "labels: {}").cluster()))
                .doesNotContain(ZONES);
        // With a constraint on zones, nodes that have none would count for nothing.
        assertThat(CoreDnsSpread.yaml(Examples.STACKED.cluster())).doesNotContain(ZONES);
    }

    private static String config(Cluster cluster, Network.Flannel flannel) {
        var configMap = FlannelManifest.documents(cluster, flannel, Examples.VERSIONS).get(4);
        var text = configMap.get("data") instanceof Map<?, ?> data ? data.get("net-conf.json") : "";
        return String.valueOf(text);
    }
}
