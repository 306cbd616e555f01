package io.kprov.lockfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "registry.k8s.io/coredns/coredns:v1.14.2, registry.k8s.io, coredns/coredns, v1.14.2",
        "ghcr.io/flannel-io/flannel:v0.28.4, ghcr.io, flannel-io/flannel, v0.28.4",
        "localhost/a:1, localhost, a, 1",
        "mirror.lab:5000/pause:3.10.2, mirror.lab:5000, pause, 3.10.2",
        "busybox:1.35, docker.io, library/busybox, 1.35",
        "docker.io/busybox:1.35, docker.io, library/busybox, 1.35",
        "flannel/flannel:v1, docker.io, flannel/flannel, v1"
    })
    void a_reference_has_three_parts(String text, String registry, String name, String tag) {
        assertThat(ImageReference.parse(text)).isEqualTo(new ImageReference(registry, name, tag));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry.k8s.io/pause",
                "mirror.lab:5000/pause",
                "registry.k8s.io/Pause:1",
                "registry.k8s.io/../pause:1",
                "registry.k8s.io/pause:",
                "registry.k8s.io/pause:a/b",
                "registry.k8s.io/pause:1?x=1",
                ""
            })
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.parse(text));
    }

    @Test
    void docker_hub_is_served_by_a_machine_of_another_name() {
        assertThat(ImageReference.parse("busybox:1").apiHost()).isEqualTo("registry-1.docker.io");
        assertThat(ImageReference.parse("ghcr.io/a/b:1").apiHost()).isEqualTo("ghcr.io");
    }
}
