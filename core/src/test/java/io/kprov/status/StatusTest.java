package io.kprov.status;

import static io.kprov.preflight.Scene.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kprov.error.ExitCode;
import io.kprov.facts.CertificateFact;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.preflight.Scene;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class StatusTest {
    private static final ObjectFact NODE = new ObjectFact("v1", "Node", "", "w-1");
    private static final ObjectFact POD =
            new ObjectFact("v1", "Pod", "kube-system", "kube-scheduler-cp-2");
    private static final String KEY_AND_CERTIFICATE =
            "/var/lib/kubelet/pki/kubelet-client-current.pem";

    static Stream<Arguments> spoiled() {
        return Stream.of(
                bad(
                        "hosts",
                        "1 of 4 hosts are not reached",
                        "w-1 cannot be reached: no route to host",
                        scene -> scene.unreached("w-1")),
                bad(
                        "services",
                        "1 of 14 do not run",
                        "w-1: containerd is failed (failed)",
                        scene ->
                                scene.answer(
                                        "w-1", new UnitFact("containerd"), unit("failed", true))),
                bad(
                        "services",
                        "1 of 14 do not run",
                        "cp-2: keepalived is not installed",
                        scene ->
                                scene.answer(
                                        "cp-2",
                                        new UnitFact("keepalived"),
                                        new UnitState(
                                                false,
                                                "inactive",
                                                "dead",
                                                false,
                                                false,
                                                Map.of()))),
                warned(
                        "services",
                        "all 14 run, not all as their files say",
                        "w-1: kubelet runs with another /var/lib/kubelet/config.yaml than is on"
                                + " disk",
                        scene ->
                                scene.answer(
                                        "w-1",
                                        new FileFact("/var/lib/kubelet/config.yaml", "", false),
                                        new FileState.Present(
                                                "0644", "root:root", "other", Optional.empty()))),
                warned(
                        "services",
                        "all 14 run, not all as their files say",
                        "w-1: kubelet was not started by kprov's unit",
                        scene ->
                                scene.answer("w-1", new UnitFact("kubelet"), unit("active", true))),
                bad(
                        "etcd",
                        "2 of 3 members are healthy, quorum is 2: 0 more may be lost",
                        "cp-3 is not healthy",
                        scene ->
                                scene.answer(
                                        new EtcdMembersFact(),
                                        Scene.members(List.of("cp-3"), "cp-1", "cp-2", "cp-3"))),
                bad(
                        "etcd",
                        "1 of 3 members are healthy, quorum is 2: quorum is lost",
                        "cp-2 is not healthy",
                        scene ->
                                scene.answer(
                                        new EtcdMembersFact(),
                                        Scene.members(
                                                List.of("cp-2", "cp-3"), "cp-1", "cp-2", "cp-3"))),
                bad(
                        "etcd",
                        "2 of 2 members are healthy, quorum is 2: 0 more may be lost",
                        "cp-3 is not a member",
                        scene ->
                                scene.answer(new EtcdMembersFact(), Scene.members("cp-1", "cp-2"))),
                warned(
                        "etcd",
                        "4 of 4 members are healthy, quorum is 3",
                        "old is no host of the inventory",
                        scene ->
                                scene.answer(
                                        new EtcdMembersFact(),
                                        Scene.members("cp-1", "cp-2", "cp-3", "old"))),
                bad(
                        "etcd",
                        "the hosts are members of different clusters, or one of them has not heard"
                                + " of a change",
                        "cp-3 knows id-cp-3",
                        scene ->
                                scene.answer("cp-3", new EtcdMembersFact(), Scene.members("cp-3"))),
                bad(
                        "control-plane",
                        "1 of 3 control planes lack components",
                        "cp-2: kube-scheduler is not ready",
                        scene -> scene.answer(POD, Scene.ready(POD, false))),
                bad(
                        "control-plane",
                        "1 of 3 control planes lack components",
                        "cp-3: the API server's /readyz answers 500",
                        scene -> scene.answer("cp-3", ClusterView.apiServerReady(), 500)),
                bad(
                        "vip",
                        "10.0.0.100 is on cp-1 and cp-3 at once",
                        "keepalived's peers do not hear each other: is IP protocol 112 (VRRP) let"
                                + " through?",
                        scene -> scene.machine("cp-3", machine -> machine.has(Scene.VIP))),
                bad(
                        "vip",
                        "10.0.0.100 is on no load balancer that was reached",
                        "see: journalctl -u keepalived",
                        scene -> scene.machine("cp-1", machine -> machine.addresses.clear())),
                bad(
                        "api-endpoint",
                        "api.example.com:8443 fails 1 of 4 nodes that asked",
                        "w-1: no answer",
                        scene ->
                                scene.answer(
                                        "w-1",
                                        new HttpFact("https://api.example.com:8443/readyz"),
                                        0)),
                bad(
                        "nodes",
                        "3 of 4 nodes are Ready",
                        "w-1 is not Ready",
                        scene -> scene.answer(NODE, Scene.ready(NODE, false))),
                bad(
                        "nodes",
                        "3 of 4 nodes are Ready",
                        "w-1 is not in the cluster",
                        scene -> scene.answer(NODE, new ObjectState.Absent())),
                warned(
                        "nodes",
                        "all 4 nodes are Ready, 1 take no pods",
                        "w-1 is cordoned",
                        scene -> scene.answer(NODE, Scene.object(NODE, true, "v1.36.3", true))),
                bad(
                        "dns",
                        "10.96.0.10 fails 1 of 4 nodes",
                        "w-1: no answer for kubernetes.default.svc.cluster.local",
                        scene ->
                                scene.answer(
                                        "w-1",
                                        new DnsFact(
                                                Scene.ip("10.96.0.10"),
                                                "kubernetes.default.svc.cluster.local"),
                                        false)),
                bad(
                        "certificates",
                        "nearest: w-1: "
                                + KEY_AND_CERTIFICATE
                                + " expires on 2026-06-07, in 6 days",
                        "w-1: " + KEY_AND_CERTIFICATE + " expires on 2026-06-07, in 6 days",
                        scene -> expiresIn(scene, 6)),
                warned(
                        "certificates",
                        "nearest: w-1: "
                                + KEY_AND_CERTIFICATE
                                + " expires on 2026-06-30, in 29 days",
                        "w-1: " + KEY_AND_CERTIFICATE + " expires on 2026-06-30, in 29 days",
                        scene -> expiresIn(scene, 29)),
                bad(
                        "certificates",
                        "nearest: w-1: " + KEY_AND_CERTIFICATE + " expired on 2026-05-31",
                        "w-1: " + KEY_AND_CERTIFICATE + " expired on 2026-05-31",
                        scene -> expiresIn(scene, -1)),
                warned(
                        "versions",
                        "Kubernetes 1.36.3, etcd 3.6.8, containerd 2.2.9 are wanted, not all are"
                                + " that",
                        "w-1: kubelet 1.36.2, not 1.36.3",
                        scene -> scene.answer(NODE, Scene.object(NODE, true, "v1.36.2", false))));
    }

    private static Arguments bad(
            String name, String sentence, String detail, Consumer<Scene> spoil) {
        return arguments(name, Level.BAD, sentence, detail, spoil);
    }

    private static Arguments warned(
            String name, String sentence, String detail, Consumer<Scene> spoil) {
        return arguments(name, Level.WARNING, sentence, detail, spoil);
    }

    private static void expiresIn(Scene scene, int days) {
        scene.answer(
                "w-1",
                new CertificateFact(KEY_AND_CERTIFICATE),
                List.of(Scene.certificate(NOW.plus(Duration.ofDays(days)))));
    }

    private static UnitState unit(String state, boolean enabled) {
        return new UnitState(true, state, state, enabled, false, Map.of());
    }

    private static Status status(Scene scene) {
        return Status.of(scene.cluster(), scene.view(Status.questions(scene.cluster())), NOW);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("spoiled")
    void a_condition_says_what_is_wrong_and_where(
            String name, Level level, String sentence, String detail, Consumer<Scene> spoil) {
        var scene = Scene.installed();
        spoil.accept(scene);
        var status = status(scene);

        assertThat(status.conditions())
                .filteredOn(condition -> condition.name().equals(name))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.sentence()).isEqualTo(sentence);
                    assertThat(condition.level()).isEqualTo(level);
                    assertThat(condition.details()).contains(detail);
                });
        assertThat(status.exitCode())
                .isEqualTo(level == Level.BAD ? ExitCode.UNHEALTHY : ExitCode.DONE);
    }

    @Test
    void a_healthy_cluster_is_all_ok() {
        assertThat(status(Scene.installed()).lines())
                .containsExactly(
                        "cluster prod: 10 conditions OK, 0 warnings, 0 bad",
                        "OK       hosts          all 4 hosts are reached",
                        "OK       services       all 14 run, with the files that are on disk",
                        "OK       etcd           3 of 3 members are healthy, quorum is 2",
                        "OK       control-plane  all components are ready on 3 control planes",
                        "OK       vip            10.0.0.100 is on cp-1",
                        "OK       api-endpoint   api.example.com:8443 answers all 4 nodes that"
                                + " asked",
                        "OK       nodes          all 4 nodes are Ready",
                        "OK       dns            10.96.0.10 answers 4 nodes",
                        "OK       certificates   nearest: cp-1: /etc/kubernetes/pki/apiserver.crt"
                                + " expires on 2027-03-28, in 300 days",
                        "OK       versions       Kubernetes 1.36.3, etcd 3.6.8, containerd 2.2.9");
    }

    @Test
    void the_first_bad_condition_is_the_last_on_the_screen() {
        var scene = Scene.installed().unreached("w-1").answer(NODE, Scene.ready(NODE, false));

        assertThat(status(scene).lines())
                .endsWith(
                        "BAD      nodes          3 of 4 nodes are Ready",
                        "                        w-1 is not Ready",
                        "BAD      hosts          1 of 4 hosts are not reached",
                        "                        w-1 cannot be reached: no route to host");
    }

    @Test
    void while_no_api_server_answers_nothing_is_guessed_about_nodes_and_versions() {
        var scene = Scene.installed().answer(ClusterView.apiServerReady(), 0);

        assertThat(status(scene).conditions())
                .filteredOn(condition -> condition.level() == Level.BAD)
                .extracting(Condition::name, Condition::sentence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "control-plane", "no API server is ready"),
                        org.assertj.core.groups.Tuple.tuple(
                                "nodes", "no API server tells about them"),
                        org.assertj.core.groups.Tuple.tuple(
                                "versions", "no API server tells about them"));
    }

    @Test
    void a_member_that_just_stopped_does_not_speak_for_the_others() {
        var scene =
                Scene.installed()
                        .answer(
                                "cp-1",
                                new EtcdMembersFact(),
                                new EtcdMembers(List.of(), List.of()));

        assertThat(status(scene).conditions())
                .filteredOn(condition -> condition.name().equals("etcd"))
                .singleElement()
                .satisfies(condition ->
                        assertThat(condition.sentence()).startsWith("3 of 3 members are healthy"));
    }

    @Test
    void hosts_that_are_all_unreached_leave_every_condition_bad_and_no_exception() {
        var scene =
                Scene.installed()
                        .unreached("cp-1")
                        .unreached("cp-2")
                        .unreached("cp-3")
                        .unreached("w-1");

        assertThat(status(scene).exitCode()).isEqualTo(ExitCode.UNHEALTHY);
    }

    @Test
    void conditions_are_json() {
        assertThat(
                        JsonMapper.shared()
                                .readTree(
                                        JsonMapper.shared()
                                                .writeValueAsString(status(Scene.installed())))
                                .path("conditions")
                                .path(0)
                                .toString())
                .isEqualTo(
                        "{\"name\":\"hosts\",\"level\":\"OK\",\"sentence\":\"all 4 hosts are"
                                + " reached\",\"details\":[]}");
    }
}
