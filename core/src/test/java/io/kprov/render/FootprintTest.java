package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.certs.PkiPaths;
import io.kprov.lockfile.Links;
import io.kprov.lockfile.Program;
import io.kprov.pki.CertificateCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever kprov writes to hosts is found again by a reset. */
class FootprintTest {

    @ParameterizedTest
    @MethodSource("io.kprov.render.Examples#all")
    void every_file_of_every_host_is_covered(Examples example) {
        for (var host : example.cluster().hosts()) {
            for (var file :
                    HostTree.of(
                            example.cluster(), host, Examples.VERSIONS, HostTree.Unknowns.none())) {
                assertThat(Footprint.covers(file.path())).as(file.path()).isTrue();
                if (Footprint.tellsByFirstLine(file.path())) {
                    assertThat(file.text()).as(file.path()).startsWith(HostFile.OWN);
                }
            }
        }
    }

    @Test
    void every_file_of_the_pki_is_covered() {
        var paths = new ArrayList<>(CaFiles.MORE);
        for (var spec : CertificateCatalog.all()) {
            paths.addAll(List.of(PkiPaths.certificate(spec), PkiPaths.key(spec)));
        }
        paths.addAll(List.of(PkiPaths.PKI + "sa.key", PkiPaths.PKI + "sa.pub"));
        paths.addAll(
                List.of(
                        KubeletFiles.CLIENT_PATH,
                        KubeadmFiles.KUBELET_CONF_PATH,
                        KubeadmFiles.DISCOVERY_PATH,
                        EtcdFiles.BOOTSTRAP_PATH));
        Arrays.stream(StaticPod.values()).map(StaticPod::manifestPath).forEach(paths::add);

        assertThat(paths).allSatisfy(path -> assertThat(Footprint.covers(path)).isTrue());
    }

    @Test
    void every_link_to_a_program_is_where_links_are_looked_for() {
        var paths = new ArrayList<String>();
        for (Program program : Program.values()) {
            switch (program.links()) {
                case Links.Named(var links) -> links.forEach(link -> paths.add(link.path()));
                case Links.EachFile(var directory) -> paths.add(directory + "/bridge");
            }
        }

        assertThat(paths)
                .allSatisfy(path ->
                        assertThat(Footprint.links()).anyMatch(links -> links.matches(path)));
    }

    @Test
    void what_others_have_beside_it_is_not() {
        assertThat(
                        List.of(
                                "/etc/kubernetes/pki/stranger.key",
                                "/etc/kubernetes/manifests/mine.yaml",
                                "/etc/cni/net.d/87-podman.conflist",
                                "/opt/cni/bin/mine",
                                "/etc/haproxy/errors/503.http",
                                "/etc/systemd/system/mine.service",
                                "/var/lib/etcd.old/member"))
                .noneMatch(Footprint::covers);
    }
}
