package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Cluster;
import io.kprov.model.LoadBalancer;
import io.kprov.step.Clusters;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeepalivedFilesTest {
    private static final Cluster THREE = Clusters.highlyAvailable().cluster();

    private static String config(Cluster cluster) {
        var host = cluster.loadBalancers().getFirst();
        return KeepalivedFiles.files(
                        cluster,
                        (LoadBalancer.HaproxyKeepalived) cluster.controlPlane().loadBalancer(),
                        host,
                        Optional.of("eth0"),
                        Optional.empty())
                .stream()
                .filter(file -> file.path().endsWith("keepalived.conf"))
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Test
    void several_load_balancers_speak_to_each_other_only() {
        assertThat(config(THREE)).contains("unicast_src_ip", "unicast_peer {");
    }

    /** keepalived refuses an empty list of peers: {@code keepalived -t} exits with 5. */
    @Test
    void a_lone_load_balancer_has_no_list_of_peers() {
        var others = THREE.controlPlanes().subList(1, 3).stream().map(host -> host.name()).toList();
        var alone =
                new Cluster(
                        THREE.name(),
                        THREE.ssh(),
                        THREE.waivedChecks(),
                        THREE.pki(),
                        THREE.kubernetes(),
                        THREE.downloadMirror(),
                        THREE.registries(),
                        THREE.containerdDropIns(),
                        THREE.versions(),
                        THREE.controlPlane(),
                        THREE.network(),
                        THREE.hosts().stream()
                                .filter(host -> !others.contains(host.name()))
                                .toList());

        assertThat(alone.controlPlanes()).hasSize(1);
        assertThat(config(alone).lines())
                .noneMatch(line -> line.contains("unicast"))
                .containsSubsequence(
                        List.of("  advert_int 1", "  include /etc/keepalived/kprov-auth.conf"));
    }
}
