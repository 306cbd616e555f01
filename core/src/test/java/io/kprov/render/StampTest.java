package io.kprov.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StampTest {
    private static final Stamp STAMP =
            new Stamp("unit", List.of("/etc/unit/main.conf", "/etc/unit/extra.d/*.conf"));

    @Test
    void expects_the_digests_of_the_files_that_the_unit_reads_and_of_no_others() {
        var main = HostFile.readable("/etc/unit/main.conf", "a\n");
        var extra = HostFile.readable("/etc/unit/extra.d/b.conf", "b\n");
        var deeper = HostFile.readable("/etc/unit/extra.d/c/d.conf", "c\n");
        var other = HostFile.readable("/etc/unit/mainXconf", "d\n");

        assertThat(STAMP.expected(List.of(main, extra, deeper, other)))
                .isEqualTo(Map.of(main.path(), main.sha256(), extra.path(), extra.sha256()));
    }

    @Test
    void the_command_is_one_line_that_systemd_reads_without_specifiers_or_variables() {
        assertThat(STAMP.command())
                .startsWith("+/bin/sh -c '")
                .endsWith("'")
                .doesNotContain("\n", "$", "%")
                .contains("/run/kprov/unit.stamp");
    }

    @Test
    void a_path_that_a_shell_could_misread_is_refused() {
        assertThatThrownBy(() -> new Stamp("unit", List.of("/etc/a b")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stamp("unit", List.of("/etc/a'$(reboot)")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
