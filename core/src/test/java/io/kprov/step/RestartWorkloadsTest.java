package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.RunningPods;
import io.kprov.facts.RunningPods.Pod;
import io.kprov.facts.RunningPods.Workload;
import io.kprov.facts.RunningPodsFact;
import io.kprov.step.controlplane.RestartWorkloads;
import io.kprov.step.controlplane.Workloads;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Which pods are to read the cluster's CA again before its successor is shown to them. */
class RestartWorkloadsTest {
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final Instant PUBLISHED = Instant.parse("2026-11-25T06:00:00Z");
    private static final Instant BEFORE = PUBLISHED.minusSeconds(3600);
    private static final Instant AFTER = PUBLISHED.plusSeconds(3600);
    private static final Workload KUBE_PROXY =
            new Workload("DaemonSet", "kube-system", "kube-proxy");
    private static final Workload WEB = new Workload("Deployment", "shop", "web");
    private static final Workload JOB = new Workload("Job", "shop", "report");

    @Test
    void kprovs_own_are_restarted_and_the_users_named() {
        var decision = decide(Workloads.WAIT, pod(KUBE_PROXY, BEFORE), pod(WEB, BEFORE));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        wanted -> {
                            assertThat(wanted.reason())
                                    .isEqualTo(
                                            "to be restarted: kube-system/daemonset/kube-proxy; by you before the next stage: shop/deployment/web");
                            assertThat(wanted.actions())
                                    .extracting(Action::sentence)
                                    .first()
                                    .isEqualTo(
                                            "kubectl rollout restart kube-system/daemonset/kube-proxy");
                        });
    }

    @Test
    void then_the_users_pods_are_waited_for() {
        assertThat(decide(Workloads.WAIT, pod(KUBE_PROXY, AFTER), pod(WEB, BEFORE)))
                .isInstanceOfSatisfying(
                        Decision.Blocked.class,
                        blocked ->
                                assertThat(blocked.problem().toString())
                                        .contains("shop/deployment/web", "--workloads restart"));
        assertThat(decide(Workloads.WAIT, pod(KUBE_PROXY, AFTER), pod(WEB, AFTER)))
                .isInstanceOf(Decision.Skip.class);
    }

    @Test
    void on_demand_they_are_restarted_too_as_far_as_that_can_be_done() {
        assertThat(decide(Workloads.RESTART, pod(WEB, BEFORE), pod(JOB, BEFORE)))
                .isInstanceOfSatisfying(
                        Decision.Do.class,
                        wanted ->
                                assertThat(wanted.reason())
                                        .isEqualTo(
                                                "to be restarted: shop/deployment/web; by you before the next stage: shop/job/report"));
        assertThat(decide(Workloads.RESTART, pod(WEB, AFTER), pod(JOB, BEFORE)))
                .isInstanceOfSatisfying(
                        Decision.Blocked.class,
                        blocked ->
                                assertThat(blocked.problem().next())
                                        .contains("delete them", "--workloads leave"));
    }

    @Test
    void or_left_as_they_are() {
        assertThat(decide(Workloads.LEAVE, pod(WEB, BEFORE))).isInstanceOf(Decision.Skip.class);
    }

    @Test
    void a_pod_that_was_started_a_moment_after_may_have_been_given_the_old_one() {
        assertThat(decide(Workloads.WAIT, pod(WEB, PUBLISHED.plusSeconds(3))))
                .isInstanceOf(Decision.Blocked.class);
    }

    @Test
    void one_without_the_ca_is_nobodys_concern() {
        var pod = new Pod("shop", "static", Optional.of(WEB), false, BEFORE);

        assertThat(decide(Workloads.WAIT, pod)).isInstanceOf(Decision.Skip.class);
    }

    @Test
    void without_an_answer_nothing_is_taken_for_right() {
        var situation = published().everywhere(new RunningPodsFact(), Optional.empty());

        assertThat(situation.decide(new RestartWorkloads(Workloads.LEAVE), "cp-1"))
                .isInstanceOf(Decision.Blocked.class);
    }

    private static Decision decide(Workloads users, Pod... pods) {
        var running = new RunningPods(List.of(pods), Optional.of(PUBLISHED));
        return published()
                .everywhere(new RunningPodsFact(), Optional.of(running))
                .decide(new RestartWorkloads(users), "cp-1");
    }

    private static Situation published() {
        return Situation.finished(HA)
                .everywhere(
                        new ObjectFact("v1", "ConfigMap", "kube-system", "kube-root-ca.crt"),
                        new ObjectState.Present(
                                JsonMapper.shared()
                                        .valueToTree(
                                                Map.of(
                                                        "data",
                                                        Map.of("ca.crt", HA.pki().caPem())))));
    }

    private static Pod pod(Workload workload, Instant started) {
        return new Pod(
                workload.namespace(), workload.name() + "-x", Optional.of(workload), true, started);
    }
}
