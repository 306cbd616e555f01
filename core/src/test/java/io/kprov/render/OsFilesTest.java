package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OsFilesTest {

    @Test
    void the_file_says_the_same_settings_that_a_step_checks() {
        var cluster = Examples.STACKED.cluster();
        var host = cluster.host("cp-1");
        var lines =
                OsFiles.files(cluster, host).getLast().text().lines().filter(OsFilesTest::setting);

        assertThat(lines)
                .containsExactlyElementsOf(
                        OsFiles.sysctls(cluster, host).entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue())
                                .toList());
    }

    private static boolean setting(String line) {
        return !line.startsWith("#");
    }

    @Test
    void a_host_that_only_balances_gets_only_what_haproxy_needs() {
        var cluster = Examples.SEPARATE.cluster();

        assertThat(OsFiles.sysctls(cluster, cluster.host("lb-1")))
                .containsOnlyKeys("net.core.somaxconn");
        assertThat(OsFiles.sysctls(cluster, cluster.host("etcd-1"))).isEmpty();
        assertThat(OsFiles.files(cluster, cluster.host("etcd-1"))).isEmpty();
    }

    @Test
    void ipv6_forwarding_is_for_clusters_with_ipv6() {
        var single = Examples.SINGLE.cluster();
        var stacked = Examples.STACKED.cluster();

        assertThat(OsFiles.sysctls(single, single.host("all")))
                .containsEntry("net.ipv6.conf.all.forwarding", "1");
        assertThat(OsFiles.sysctls(stacked, stacked.host("w-1")))
                .doesNotContainKey("net.ipv6.conf.all.forwarding");
    }
}
