package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.Cluster;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedTest {
    private static final String GITHUB = "github.com/";

    @ParameterizedTest
    @CsvSource({
        "KUBEADM, dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubeadm, kubeadm.sha256",
        "KUBELET, dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubelet, kubelet.sha256",
        "KUBECTL, dl.k8s.io/release/v1.36.3/bin/linux/amd64/kubectl, kubectl.sha256",
        "CONTAINERD,"
                + " github.com/containerd/containerd/releases/download/v2.2.9/containerd-2.2.9-linux-amd64.tar.gz,"
                + " containerd-2.2.9-linux-amd64.tar.gz.sha256sum",
        "RUNC, github.com/opencontainers/runc/releases/download/v1.4.3/runc.amd64, runc.sha256sum",
        "CNI_PLUGINS,"
                + " github.com/containernetworking/plugins/releases/download/v1.9.1/cni-plugins-linux-amd64-v1.9.1.tgz,"
                + " cni-plugins-linux-amd64-v1.9.1.tgz.sha256",
        "ETCD,"
                + " github.com/etcd-io/etcd/releases/download/v3.6.8/etcd-v3.6.8-linux-amd64.tar.gz,"
                + " SHA256SUMS"
    })
    void each_program_is_upstreams_own_file(Program program, String path, String checksumFile) {
        var release =
                Wanted.of(Clusters.of("1.36.3").cluster()).releases().stream()
                        .filter(wanted -> wanted.program() == program)
                        .findFirst()
                        .orElseThrow();

        assertThat(release.path()).isEqualTo(path);
        assertThat(release.checksumPath())
                .isEqualTo(path.substring(0, path.lastIndexOf('/') + 1) + checksumFile);
    }

    @Test
    void images_are_those_of_kubeadm_and_flannel() {
        assertThat(Wanted.of(Clusters.of("1.36.3").cluster()).images())
                .extracting(image -> image.audience() + " " + image.reference())
                .containsExactly(
                        "CONTROL_PLANES registry.k8s.io/kube-apiserver:v1.36.3",
                        "CONTROL_PLANES registry.k8s.io/kube-controller-manager:v1.36.3",
                        "CONTROL_PLANES registry.k8s.io/kube-scheduler:v1.36.3",
                        "CONTROL_PLANES registry.k8s.io/etcd:3.6.8-0",
                        "CONTROL_PLANES registry.k8s.io/coredns/coredns:v1.14.2",
                        "NODES registry.k8s.io/kube-proxy:v1.36.3",
                        "NODES registry.k8s.io/pause:3.10.2",
                        "NODES ghcr.io/flannel-io/flannel:v0.28.4",
                        "NODES ghcr.io/flannel-io/flannel-cni-plugin:v1.9.0-flannel1");
    }

    @Test
    void external_etcd_and_no_network_need_no_images() {
        var cluster = Clusters.of("1.36.3").withExternalEtcdAndNoNetwork().cluster();

        assertThat(Wanted.of(cluster).images())
                .extracting(Wanted.Image::reference)
                .noneMatch(name -> name.contains("/etcd:") || name.contains("flannel"))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "false, cp-1, kubeadm kubelet kubectl containerd runc cni-plugins etcd",
        "false, w-1,  kubeadm kubelet containerd runc cni-plugins",
        "false, db-1, ''",
        "true,  cp-1, kubeadm kubelet kubectl containerd runc cni-plugins",
        "true,  db-1, etcd"
    })
    void hosts_get_the_programs_of_their_roles(boolean externalEtcd, String host, String programs) {
        Clusters form = Clusters.of("1.36.3");
        Cluster cluster = (externalEtcd ? form.withExternalEtcdAndNoNetwork() : form).cluster();

        assertThat(
                        Arrays.stream(Program.values())
                                .filter(program -> program.neededOn(cluster.host(host), cluster))
                                .map(Program::lockName))
                .containsExactly(programs.isEmpty() ? new String[0] : programs.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "KUBEADM, /usr/local/bin/kubeadm -> kubeadm",
        "KUBELET, /usr/local/bin/kubelet -> kubelet",
        "KUBECTL, /usr/local/bin/kubectl -> kubectl",
        "CONTAINERD, /usr/local/bin/containerd -> bin/containerd;"
                + " /usr/local/bin/containerd-shim-runc-v2 -> bin/containerd-shim-runc-v2;"
                + " /usr/local/bin/ctr -> bin/ctr",
        "RUNC, /usr/local/sbin/runc -> runc",
        "CNI_PLUGINS, /opt/cni/bin/*",
        "ETCD, /usr/local/bin/etcdctl -> etcdctl; /usr/local/bin/etcdutl -> etcdutl"
    })
    void links_are_where_programs_look(Program program, String links) {
        String said =
                switch (program.links()) {
                    case Links.EachFile(String directory) -> directory + "/*";
                    case Links.Named(var named) ->
                            String.join(
                                    "; ",
                                    named.stream()
                                            .map(link -> link.path() + " -> " + link.target())
                                            .toList());
                };

        assertThat(said).isEqualTo(links);
    }

    @Test
    void every_linked_file_is_unpacked() {
        for (Program program : Program.values()) {
            var unpacked =
                    switch (program.unpack()) {
                        case Unpack.SingleFile(String name) -> java.util.List.of(name);
                        case Unpack.Members(_, var members) -> members;
                        case Unpack.Everything() -> java.util.List.<String>of();
                    };
            if (program.links() instanceof Links.Named(var links)) {
                assertThat(unpacked)
                        .as(program.lockName())
                        .containsAll(links.stream().map(Links.Link::target).toList());
            }
        }
    }

    @Test
    void a_download_comes_from_upstream_or_from_the_same_path_below_the_mirror() {
        var runc =
                new Artifact(
                        Program.RUNC,
                        "1.4.3",
                        Program.RUNC.path("1.4.3"),
                        OptionalLong.empty(),
                        "a".repeat(64));
        String path = GITHUB + "opencontainers/runc/releases/download/v1.4.3/runc.amd64";

        assertThat(runc.url(Optional.empty())).hasToString("https://" + path);
        assertThat(runc.url(Optional.of(URI.create("http://mirror.example.com/files/"))))
                .hasToString("http://mirror.example.com/files/" + path);
        assertThat(runc.folder()).isEqualTo("/opt/kprov/runc/1.4.3");
    }
}
