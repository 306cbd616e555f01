package io.kprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that cannot be reached, with {@code --tolerate-unreachable}. */
class TolerateStoryTest {
    private static final String WITHOUT_ONE = "--tolerate-unreachable=1";

    private final Desk desk;

    TolerateStoryTest(@TempDir Path folder) {
        this.desk = new Desk(folder);
    }

    private void spoil(String host, String file) {
        desk.site().machine(host).files().write(file, "spoilt\n");
    }

    private void off(String... hosts) {
        for (String host : hosts) {
            desk.site().machine(host).powerOff();
        }
    }

    @Test
    void a_cluster_is_made_without_a_worker_that_is_away_and_completed_later() {
        off("w-2");

        var applied = desk.kprov("apply", "--yes", WITHOUT_ONE).expect(0);

        assertThat(applied.out())
                .contains("\n? w-2: left out: cannot be reached: No route to host\n")
                .containsPattern("Plan: .* already right; 1 host was left out: w-2\n")
                .containsPattern("\nw-1 +\\d+")
                .doesNotContainPattern("\nw-2 ")
                .containsPattern("done after .*; 1 host was left out: w-2\n");
        assertThat(applied.err())
                .contains("w-2          left out: No route to host\n")
                .contains("warning: 1 host was left out: w-2; how they are is not known\n");
        assertThat(desk.kprov("runs", "show", "last").expect(0).out())
                .contains("\nleft out\n", "w-2 cannot be used");
        assertThat(desk.kprov("apply", "--yes", WITHOUT_ONE).expect(0).out())
                .endsWith("nothing was changed; 1 host was left out: w-2\n");

        desk.site().machine("w-2").powerOn();
        var completed = desk.kprov("apply", "--yes", WITHOUT_ONE).expect(0);

        assertThat(completed.out()).containsPattern("\nw-2 +\\d+").doesNotContain("left out");
        assertThat(desk.kprov("plan", "--detailed-exitcode").expect(0).out())
                .startsWith("Nothing to do");
    }

    @Test
    void a_node_that_is_not_ready_since_its_worker_is_away_does_not_stop_a_change() {
        desk.kprov("apply", "--yes").expect(0);
        off("w-2");
        spoil("cp-1", "/etc/haproxy/haproxy.cfg");

        desk.kprov("apply", "--yes", WITHOUT_ONE).expect(0);

        assertThat(desk.kprov("drift", WITHOUT_ONE).expect(0).out())
                .startsWith("? w-2: left out: ")
                .containsPattern("Nothing differs: .*; 1 host was left out: w-2\n");
        spoil("cp-1", "/etc/haproxy/haproxy.cfg");
        var drift = desk.kprov("drift", WITHOUT_ONE, "-o", "json").expect(2).json();
        assertThat(drift.at("/leftOut/tolerated").asInt()).isEqualTo(1);
        assertThat(drift.at("/leftOut/hosts/w-2/why").asString()).isEqualTo("No route to host");
    }

    @Test
    void without_the_option_or_beyond_its_limit_all_that_are_away_are_named() {
        off("w-1", "w-2");

        assertThat(desk.kprov("apply", "--yes").expect(4).err()).contains("w-1", "w-2");
        assertThat(desk.kprov("apply", "--yes", WITHOUT_ONE).expect(4).err())
                .contains("2 workers cannot be reached, and 1 are tolerated")
                .contains("w-1, w-2", "w-1 cannot be used", "w-2 cannot be used")
                .contains("nothing was changed", "--tolerate-unreachable 2");
        // But for the lock, which came and went.
        assertThat(desk.site().recorder().mutations())
                .filteredOn(mutation -> !mutation.command().equals("lock"))
                .isEmpty();
        assertThat(desk.kprov("unlock").expect(0).out()).startsWith("nobody holds the lock");
        desk.kprov("plan", "--tolerate-unreachable", "100%").expect(0);
    }

    @Test
    void a_percentage_is_of_all_workers_and_rounded_down() {
        off("w-2");

        desk.kprov("plan", "--tolerate-unreachable", "50%").expect(0);
        desk.kprov("plan", "--tolerate-unreachable", "49%").expect(4);
    }

    @Test
    void a_control_plane_is_never_left_out() {
        off("cp-3");

        assertThat(desk.kprov("plan", "--tolerate-unreachable", "5").expect(4).err())
                .contains("cp-3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "some", "101%", "1.5", "5 %", "9999999"})
    void what_is_neither_a_number_nor_a_percentage_is_refused(String text) {
        assertThat(desk.kprov("plan", "--tolerate-unreachable=" + text).expect(64).err())
                .contains("--tolerate-unreachable");
    }

    @Test
    void a_saved_plan_leaves_out_whom_it_says_even_when_they_are_back() {
        desk.kprov("apply", "--yes").expect(0);
        spoil("cp-1", "/etc/haproxy/haproxy.cfg");
        spoil("w-2", "/etc/containerd/config.toml");
        off("w-2");
        desk.kprov("plan", "--out", "today.plan", WITHOUT_ONE).expect(0);
        desk.site().machine("w-2").powerOn();
        desk.site().recorder().clear();

        var applied = desk.kprov("apply", "--plan", "today.plan").expect(0);

        assertThat(applied.out()).contains("; 1 host was left out: w-2\n");
        assertThat(desk.site().recorder().mutations())
                .anyMatch(mutation -> mutation.host().equals("cp-1"))
                .noneMatch(mutation -> mutation.host().equals("w-2"));
        assertThat(desk.kprov("apply", "--plan", "today.plan", WITHOUT_ONE).expect(64).err())
                .contains("the saved plan says who is left out");
    }

    @Test
    void a_saved_plan_tolerates_what_was_tolerated_when_it_was_made() {
        desk.kprov("apply", "--yes").expect(0);
        spoil("cp-1", "/etc/haproxy/haproxy.cfg");
        desk.kprov("plan", "--out", "today.plan", WITHOUT_ONE).expect(0);
        off("w-1");

        assertThat(desk.kprov("apply", "--plan", "today.plan").expect(0).out())
                .contains("; 1 host was left out: w-1\n");
        off("w-2");
        assertThat(desk.kprov("apply", "--plan", "today.plan").expect(4).err())
                .contains("w-1, w-2");
    }

    @Test
    void programs_are_told_who_is_left_out() {
        off("w-2");

        var applied =
                desk.kprov("apply", "--yes", WITHOUT_ONE, "-o", "json", "--progress", "json")
                        .expect(0);

        assertThat(applied.json().at("/leftOut/hosts/w-2/why").asString())
                .isEqualTo("No route to host");
        assertThat(applied.jsonOfErr())
                .anySatisfy(event -> {
                    assertThat(event.path("event").asString()).isEqualTo("host-left-out");
                    assertThat(event.path("host").asString()).isEqualTo("w-2");
                    assertThat(event.at("/problem/why").asString()).isEqualTo("No route to host");
                });
    }
}
