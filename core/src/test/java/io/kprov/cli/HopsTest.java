package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.KubernetesVersion;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minor by minor. */
class HopsTest {
    @ParameterizedTest
    @CsvSource({
        "1.36.3, 1.37.2, , 1.37.2",
        "1.37.1, 1.37.2, , 1.37.2",
        "1.37.2, 1.37.2, , 1.37.2",
        "1.35.6, 1.37.2, , 1.36.9 1.37.2",
        "1.35.6, 1.37.2, 1.36.3, 1.36.3 1.37.2"
    })
    void an_upgrade_leaves_no_minor_out(String from, String to, String via, String hops) {
        var named = via == null ? List.<KubernetesVersion>of() : List.of(version(via));

        assertThat(Hops.between(version(from), version(to), named, minor -> version(minor + ".9")))
                .extracting(KubernetesVersion::toString)
                .containsExactly(hops.split(" "));
    }

    private static KubernetesVersion version(String text) {
        return KubernetesVersion.parse(text).orElseThrow();
    }
}
