package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.kprov.model.Cluster;
import io.kprov.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class KubeadmDocumentsTest {
    private static final Cluster STACKED = Examples.STACKED.cluster();
    private static final Cluster SEPARATE = Examples.SEPARATE.cluster();

    @Test
    void init_holds_the_four_documents_that_kubeadm_asks_for() {
        var documents = YamlText.parseAll(KubeadmFiles.init(STACKED, STACKED.host("cp-1")).text());

        assertThat(documents)
                .extracting(document -> document.get("kind"))
                .containsExactly(
                        "InitConfiguration",
                        "ClusterConfiguration",
                        "KubeletConfiguration",
                        "KubeProxyConfiguration");
    }

    @Test
    void extra_args_of_the_inventory_win_by_name_and_new_ones_are_added() {
        assertThat(ControlPlaneArgs.of(STACKED, StaticPod.KUBE_APISERVER))
                .containsEntry("profiling", "true");
        assertThat(ControlPlaneArgs.of(SEPARATE, StaticPod.KUBE_APISERVER))
                .containsEntry("profiling", "false")
                .containsEntry("enable-admission-plugins", "NodeRestriction,PodSecurity");
        assertThat(ControlPlaneArgs.of(STACKED, StaticPod.KUBE_CONTROLLER_MANAGER))
                .containsEntry("node-monitor-grace-period", "30s")
                .containsEntry("profiling", "false");
        assertThat(ControlPlaneArgs.of(STACKED, StaticPod.ETCD))
                .containsEntry("heartbeat-interval", "250")
                .containsEntry("tls-min-version", "TLS1.2");
    }

    @Test
    void a_host_s_kubelet_has_the_cluster_s_settings_below_its_own() {
        assertThat(
                        KubeadmCluster.kubeletConfiguration(
                                STACKED, STACKED.host("w-1"), Optional.empty()))
                .containsEntry("maxPods", 200)
                .containsEntry("protectKernelDefaults", true)
                .containsEntry("evictionHard", Map.of("memory.available", "5%"));
        assertThat(KubeadmCluster.kubeletConfiguration(STACKED)).doesNotContainKey("evictionHard");
    }

    @Test
    void a_worker_joins_without_control_plane_and_with_its_own_taints() {
        var join =
                YamlText.parse(
                        KubeadmFiles.join(
                                        STACKED,
                                        STACKED.host("w-1"),
                                        new Secret("abcdef.0123456789abcdef"),
                                        "sha256:00")
                                .text());

        assertThat(join).doesNotContainKey("controlPlane");
        assertThat(KubeadmFiles.taints(STACKED.host("w-1")))
                .extracting(Object::toString)
                .containsExactly("gpu=true:NoSchedule");
    }

    @Test
    void a_control_plane_that_is_a_worker_too_has_no_taint() {
        var single = Examples.SINGLE.cluster();

        assertThat(KubeadmFiles.taints(single.host("all"))).isEmpty();
        assertThat(KubeadmFiles.taints(STACKED.host("cp-1"))).hasSize(1);
    }

    @Test
    void external_etcd_is_named_by_its_hosts_and_has_no_pod() {
        assertThat(KubeadmCluster.clusterConfiguration(SEPARATE).get("etcd"))
                .extracting("external.endpoints")
                .isEqualTo(List.of("https://10.0.0.31:2379"));
        assertThat(ConfigDigests.of(SEPARATE, List.of())).doesNotContainKey(StaticPod.ETCD);
    }

    @Test
    void images_of_etcd_and_coredns_are_named_where_the_inventory_has_others_than_kubeadm() {
        assertThat(KubeadmCluster.clusterConfiguration(STACKED)).doesNotContainKey("dns");
        assertThat(KubeadmCluster.clusterConfiguration(STACKED).get("etcd"))
                .extracting("local")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .doesNotContainKey("imageTag");

        assertThatObject(clusterConfiguration(Map.of("etcd", "3.6.9", "coredns", "1.14.3")))
                .extracting("etcd.local.imageTag", "dns.imageTag")
                .containsExactly("3.6.9-0", "v1.14.3");
        assertThatObject(clusterConfiguration(Map.of("etcdImageTag", "3.6.8-1")))
                .extracting("etcd.local.imageTag")
                .isEqualTo("3.6.8-1");
    }

    /** As it is in the init.yaml of a cluster with these overrides of versions. */
    private static Map<String, Object> clusterConfiguration(Map<String, String> versions) {
        var cluster =
                new Cluster(
                        STACKED.name(),
                        STACKED.ssh(),
                        STACKED.waivedChecks(),
                        STACKED.pki(),
                        STACKED.kubernetes(),
                        STACKED.downloadMirror(),
                        STACKED.registries(),
                        STACKED.containerdDropIns(),
                        versions,
                        STACKED.controlPlane(),
                        STACKED.network(),
                        STACKED.hosts());
        return YamlText.parseAll(KubeadmFiles.init(cluster, cluster.host("cp-1")).text()).get(1);
    }

    @Test
    void a_pod_s_digest_changes_with_its_own_settings_only() {
        var one = ConfigDigests.of(STACKED, List.of());
        var other = ConfigDigests.of(Examples.SINGLE.cluster(), List.of());

        assertThat(one).containsOnlyKeys(StaticPod.values());
        assertThat(one.get(StaticPod.KUBE_APISERVER))
                .isNotEqualTo(other.get(StaticPod.KUBE_APISERVER));
        assertThat(one.get(StaticPod.ETCD)).isNotEqualTo(other.get(StaticPod.ETCD));
        assertThat(one.get(StaticPod.KUBE_SCHEDULER))
                .isEqualTo(other.get(StaticPod.KUBE_SCHEDULER));
    }

    @Test
    void every_api_server_is_valid_behind_the_endpoint_whichever_control_planes_there_are() {
        assertThat(KubeadmCluster.apiServerSans(SEPARATE))
                .contains("10.0.0.100", "lb-1", "10.0.0.2", "localhost")
                .doesNotContain("etcd-1", "cp-1", "cp-2", "10.0.0.12")
                .doesNotHaveDuplicates();
    }
}
