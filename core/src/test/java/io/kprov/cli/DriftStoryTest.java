package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plan as a check. */
class DriftStoryTest {
    private final Desk desk;

    DriftStoryTest(@TempDir Path folder) {
        desk = new Desk(folder);
    }

    @Test
    void nothing_differs_right_after_an_apply_and_a_changed_file_does() {
        desk.kprov("apply", "--yes").expect(0);
        assertThat(desk.kprov("drift").expect(0).out()).startsWith("Nothing differs: all ");
        desk.site().machine("cp-1").files().write("/etc/haproxy/haproxy.cfg", "global\n");
        desk.site().recorder().clear();

        var drift = desk.kprov("drift", "inventory.yaml").expect(2);

        assertThat(drift.out())
                .contains(
                        "services\n  ~ cp-1: configure HAProxy (/etc/haproxy/haproxy.cfg differs)\n",
                        "1 of ",
                        " steps find something else than they want, on 1 host\n")
                .doesNotContain("--- on the host");
        assertThat(desk.site().recorder().mutations()).isEmpty();
        var json = desk.kprov("drift", "-o", "json").expect(2).json();
        assertThat(json.at("/sums/change").asInt()).isEqualTo(1);
    }

    @Test
    void bare_machines_differ() {
        assertThat(desk.kprov("drift").expect(2).out()).contains("  + cp-1");
    }

    @Test
    void a_host_that_cannot_be_asked_is_no_answer() {
        desk.kprov("apply", "--yes").expect(0);
        desk.site().machine("w-2").powerOff();

        assertThat(desk.kprov("drift").expect(4).err()).contains("w-2");
    }
}
