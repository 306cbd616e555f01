package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.model.MachineSize;
import io.kprov.model.Reserved;
import io.kprov.model.Reserved.Amount;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReservedResourcesTest {
    private static final Reserved AUTO = new Reserved(new Amount.Auto(), new Amount.Auto());

    /** By hand from the published tiers. */
    @ParameterizedTest
    @CsvSource({
        "1, 700, 60m, 255Mi",
        "1, 1024, 60m, 256Mi",
        "2, 4096, 70m, 1024Mi",
        "4, 8192, 80m, 1844Mi",
        "8, 16384, 90m, 2663Mi",
        "16, 65536, 110m, 5612Mi",
        "64, 131072, 230m, 9544Mi",
        "128, 262144, 390m, 12166Mi",
    })
    void auto_follows_the_tiers(int cpus, long mib, String cpu, String memory) {
        assertThat(ReservedResources.settings(AUTO, Optional.of(new MachineSize(cpus, mib))))
                .containsExactly(
                        Map.entry("kubeReserved", Map.of("cpu", cpu, "memory", memory)),
                        Map.entry("systemReserved", Map.of("cpu", "100m", "memory", "200Mi")));
    }

    @Test
    void the_few_mebibytes_that_another_kernel_keeps_do_not_matter() {
        assertThat(ReservedResources.memory(7944)).isEqualTo(ReservedResources.memory(8190));
    }

    @Test
    void what_is_given_is_taken_as_it_is_and_nothing_said_is_nothing_set() {
        assertThat(
                        ReservedResources.settings(
                                new Reserved(
                                        new Amount.None(),
                                        new Amount.Fixed(Optional.of("500m"), Optional.empty())),
                                Optional.empty()))
                .containsExactly(Map.entry("systemReserved", Map.of("cpu", "500m")));
    }

    @Test
    void a_machine_that_nobody_looked_at_leaves_a_named_placeholder() {
        assertThat(ReservedResources.settings(AUTO, Optional.empty()).toString())
                .contains("{{CPU by the machine's size}}", "{{memory by the machine's size}}");
    }
}
