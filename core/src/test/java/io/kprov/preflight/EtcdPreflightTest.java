package io.kprov.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.DiskSyncFact;
import io.kprov.facts.EtcdMetrics;
import io.kprov.facts.EtcdMetricsFact;
import io.kprov.facts.RoundTripFact;
import io.kprov.facts.SyncTimes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the two checks say that measure for etcd. */
class EtcdPreflightTest {
    private static final String DATA = "/var/lib/etcd/member";
    private static final DiskSyncFact SYNCS = new DiskSyncFact(DATA);
    private static final EtcdMetricsFact METRICS =
            new EtcdMetricsFact(DATA, "http://127.0.0.1:2381/metrics");
    private static final List<String> WITHOUT_CURL = List.of("base64", "sha256sum", "tar");

    @Test
    void numbers_are_shown_when_all_is_well() {
        assertThat(Scene.bare().preflight().lines())
                .contains(
                        "ok       etcd-disk      cp-1 p99 0.80 ms of 200 writes; cp-2 p99 0.80 ms of 200"
                                + " writes; cp-3 p99 0.80 ms of 200 writes",
                        "ok       etcd-latency   cp-1 0.30 ms to the farthest member; cp-2 0.30 ms to the"
                                + " farthest member; cp-3 0.30 ms to the farthest member;"
                                + " heartbeat-interval 100 ms, election-timeout 1000 ms");
    }

    @Test
    void members_that_run_are_asked_for_what_they_have_seen() {
        assertThat(Scene.installed().preflight().lines())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("ok       etcd-disk")
                                .contains("cp-1 p99 2.0 ms of 12345 writes of its member"))
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("ok       etcd-latency")
                                .contains("cp-1 0.90 ms on average to the farthest member"));
    }

    @Test
    void a_slow_disk_is_warned_about_and_a_hopeless_one_more_plainly() {
        var scene =
                Scene.bare()
                        .answer(
                                "cp-1",
                                SYNCS,
                                Optional.of(new SyncTimes(Duration.ofMillis(11), 43)))
                        .answer(
                                "cp-2",
                                SYNCS,
                                Optional.of(new SyncTimes(Duration.ofMillis(80), 107)));

        assertThat(lines(scene))
                .contains(
                        "warning  etcd-disk      cp-1: longest 11.0 ms of 43 writes, above the 10 ms that"
                                + " etcd wants: the API becomes slow under load",
                        "warning  etcd-disk      cp-2: p99 80.0 ms of 107 writes, far above the 10 ms that"
                                + " etcd needs: leaders fall silent and change")
                .doesNotContain("cp-3: p99");
        assertThat(scene.preflight().problems()).isEmpty();
    }

    @Test
    void members_too_far_apart_are_told_what_to_set() {
        var scene =
                Scene.bare().answer("cp-1", to("10.0.0.13"), Optional.of(Duration.ofMillis(141)));

        assertThat(lines(scene))
                .contains(
                        "warning  etcd-latency   cp-1: 141 ms to the farthest member, too far for"
                                + " heartbeat-interval 100 ms, election-timeout 1000 ms",
                        "fix: set, in the inventory: kubernetes: {etcd: {extraArgs: {heartbeat-interval:"
                                + " \"150\", election-timeout: \"1500\"}}}");
    }

    @Test
    void settings_in_force_that_suit_the_distance_are_not_complained_about() {
        var scene =
                Scene.bare().answer("cp-1", to("10.0.0.13"), Optional.of(Duration.ofMillis(141)));
        scene.etcdArgs = Map.of("heartbeat-interval", "150", "election-timeout", "1500");

        assertThat(lines(scene)).doesNotContain("warning  ");
    }

    @Test
    void a_shorter_election_than_kprovs_is_held_against_the_distance() {
        var scene = Scene.installed();
        scene.etcdArgs = Map.of("heartbeat-interval", "1", "election-timeout", "8");

        assertThat(lines(scene))
                .contains(
                        "cp-2: 0.90 ms on average to the farthest member, too far for heartbeat-interval 1"
                                + " ms, election-timeout 8 ms",
                        "heartbeat-interval: \"10\", election-timeout: \"100\"");
    }

    @Test
    void a_member_that_cannot_be_reached_on_its_port_is_named_and_one_that_is_down_is_not() {
        var scene =
                Scene.bare()
                        .unreached("cp-3")
                        .answer("cp-1", to("10.0.0.12"), Optional.empty())
                        .answer("cp-1", to("10.0.0.13"), Optional.empty());

        assertThat(lines(scene))
                .contains(
                        "warning  etcd-latency   cp-1: no answer within a second from cp-2 (10.0.0.12"
                                + " port 2380)",
                        "let TCP port 2380 through")
                .doesNotContain("from cp-3");
    }

    @Test
    void what_cannot_be_measured_is_said_and_not_held_against_the_host() {
        var scene =
                Scene.bare()
                        .answer("cp-1", SYNCS, Optional.empty())
                        .answer("cp-2", METRICS, new EtcdMetrics.Silent())
                        .machine("cp-3", machine -> machine.programs = WITHOUT_CURL);

        assertThat(lines(scene))
                .contains(
                        "cp-1 not measured, for dd wrote nothing with conv=fdatasync",
                        "cp-2 not measured, for it holds a member and http://127.0.0.1:2381/metrics does"
                                + " not tell curl more",
                        "cp-3 not measured, there is no curl on the host")
                .doesNotContain("warning  etcd");
    }

    @Test
    void a_run_asks_for_nothing_that_it_would_not_stop_for() {
        var scene = Scene.bare();

        assertThat(Preflight.ofRun().questions(scene.cluster()).values())
                .allSatisfy(facts ->
                        assertThat(facts)
                                .doesNotHaveAnyElementsOfTypes(
                                        DiskSyncFact.class,
                                        EtcdMetricsFact.class,
                                        RoundTripFact.class));
    }

    private static RoundTripFact to(String address) {
        return new RoundTripFact(DATA, Scene.ip(address), 2380);
    }

    private static String lines(Scene scene) {
        return String.join("\n", scene.preflight().lines());
    }
}
