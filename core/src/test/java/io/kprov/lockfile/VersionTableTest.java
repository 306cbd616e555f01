package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.ComponentVersions;
import io.kprov.model.KubernetesVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTableTest {

    @ParameterizedTest
    @CsvSource({
        "1.35.1, 3.6.6, 3.6.6-0, 1.13.1, 3.10.1",
        "1.36.3, 3.6.8, 3.6.8-0, 1.14.2, 3.10.2",
        "1.37.2, 3.7.0, 3.7.0-0, 1.14.6, 3.10.2"
    })
    void each_minor_has_its_row(
            String kubernetes, String etcd, String etcdImageTag, String coredns, String pause) {
        assertThat(VersionTable.versions(Clusters.of(kubernetes).cluster()))
                .isEqualTo(
                        new ComponentVersions(
                                KubernetesVersion.parse(kubernetes).orElseThrow(),
                                "2.2.9",
                                "1.4.3",
                                "1.9.1",
                                etcd,
                                etcdImageTag,
                                coredns,
                                pause,
                                "0.28.4",
                                "1.9.0-flannel1"));
    }

    @Test
    void the_last_three_minors_are_supported() {
        assertThat(VersionTable.minors()).containsExactly("1.35", "1.36", "1.37");
        assertThat(VersionTable.supports(new KubernetesVersion(1, 36, 99))).isTrue();
        assertThat(VersionTable.supports(new KubernetesVersion(1, 34, 0))).isFalse();
    }

    @Test
    void every_name_can_be_overridden() {
        for (String name : VersionTable.names()) {
            var overridden = Clusters.of("1.36.3").with(Map.of(name, "9.8.7")).cluster();

            assertThat(VersionTable.versions(overridden).toString())
                    .as(name)
                    .contains(name + "=9.8.7");
        }
    }

    @Test
    void an_override_of_etcd_takes_its_image_along_unless_that_is_overridden_too() {
        var etcd = Clusters.of("1.36.3").with(Map.of("etcd", "3.6.9"));
        var both = etcd.with(Map.of("etcd", "3.6.9", "etcdImageTag", "3.6.9-2"));

        assertThat(VersionTable.versions(etcd.cluster()).etcdImageTag()).isEqualTo("3.6.9-0");
        assertThat(VersionTable.versions(both.cluster()).etcdImageTag()).isEqualTo("3.6.9-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2.2.9", "", "2", "../../x", "2.2.9/x", "latest", "2.2.9 ", "2.2.9;x"})
    void an_override_that_is_no_version_is_refused(String value) {
        var failure = refused(Clusters.of("1.36.3").with(Map.of("containerd", value)));

        assertThat(failure.problems())
                .singleElement()
                .asString()
                .contains("versions.containerd", "\"" + value + "\"");
    }

    @Test
    void all_problems_are_said_at_once() {
        var failure =
                refused(Clusters.of("1.34.9").with(Map.of("runc", "x", "containerD", "2.2.9")));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.INVALID_INVENTORY);
        assertThat(failure.problems())
                .extracting(Problem::what)
                .containsExactlyInAnyOrder(
                        "Kubernetes 1.34.9 is not a version that this kprov installs",
                        "the inventory's versions.runc is not a version",
                        "the inventory's versions.containerD is unknown");
    }

    private static KprovException refused(Clusters cluster) {
        return catchThrowableOfType(
                KprovException.class, () -> VersionTable.versions(cluster.cluster()));
    }
}
