package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.HttpFact;
import io.kprov.facts.NodePods;
import io.kprov.facts.NodePods.Budget;
import io.kprov.facts.NodePods.Pod;
import io.kprov.facts.NodePodsFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.UnitFact;
import io.kprov.model.Host;
import io.kprov.step.loadbalancer.AwaitBackends;
import io.kprov.step.node.JoinNode;
import io.kprov.step.removal.CarryOver;
import io.kprov.step.removal.DeleteNode;
import io.kprov.step.removal.DrainNode;
import io.kprov.step.removal.FenceNode;
import io.kprov.step.removal.LeaveEtcd;
import io.kprov.step.removal.ReleaseAddress;
import io.kprov.step.removal.StopHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What the steps decide by which machines leave a cluster of three control planes. */
class RemovalCasesTest {
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final Host W_1 = Clusters.host(HA, "w-1");
    private static final Host W_2 = Clusters.host(HA, "w-2");
    private static final Host CP_3 = Clusters.host(HA, "cp-3");
    private static final NodePodsFact PODS = new NodePodsFact("w-1");
    private static final ObjectFact NODE = JoinNode.node(W_1);

    private static DrainNode drain(boolean disableEviction, boolean force) {
        return new DrainNode(W_1, new Drain.Manner(Duration.ofMinutes(5), disableEviction, force));
    }

    private static Pod pod(String name, String controller, boolean ready) {
        return new Pod(
                "default", name, Map.of("app", name), controller, false, false, ready, false);
    }

    private static NodePods pods(Pod... pods) {
        return new NodePods(true, List.of(pods), List.of(), List.of());
    }

    private static Budget budget(String app, int allowed) {
        return new Budget(
                "default",
                "guard",
                JsonMapper.shared().readTree("{\"matchLabels\": {\"app\": \"" + app + "\"}}"),
                allowed,
                false);
    }

    private static NodePods guarded(int allowed, Pod pod) {
        return new NodePods(true, List.of(pod), List.of(budget("web", allowed)), List.of());
    }

    private static Situation with(NodePods pods) {
        return Situation.finished(HA).everywhere(PODS, pods);
    }

    private static ObjectState node(String yamlSpec, String ready) {
        return new ObjectState.Present(
                JsonMapper.shared()
                        .readTree(
                                """
                                {"metadata": {"labels": {"team": "blue", "kubernetes.io/os": "linux", "kept": "x"},
                                              "annotations": {"kprov.io/labels": "kept"}},
                                 "spec": {%s},
                                 "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}
                                """
                                        .formatted(yamlSpec, ready)));
    }

    private static void assertAnswer(Decision decision, String kind, String words) {
        assertThat(StepCasesTest.kind(decision)).as(StepCasesTest.words(decision)).isEqualTo(kind);
        assertThat(StepCasesTest.words(decision)).contains(words);
    }

    @Test
    void a_node_is_drained_of_what_moves_and_blocked_by_what_must_not() {
        var web = pod("web", "ReplicaSet", true);
        var alone = pod("alone", "", true);
        assertAnswer(
                with(pods(web, pod("log", "DaemonSet", true))).decide(drain(false, false), "cp-1"),
                "~",
                "1 pod moves");
        assertAnswer(
                with(pods(alone)).decide(drain(false, false), "cp-1"),
                "!",
                "they have no controller that makes them anew: default/alone");
        assertAnswer(
                with(pods(alone)).decide(drain(false, true), "cp-1"),
                "~",
                "nobody makes anew default/alone");
        assertAnswer(
                with(guarded(0, web)).decide(drain(false, false), "cp-1"),
                "!",
                "disruption budget default/guard allows none to go now");
        assertAnswer(with(guarded(1, web)).decide(drain(false, false), "cp-1"), "~", "1 pod moves");
        assertAnswer(with(guarded(0, web)).decide(drain(true, false), "cp-1"), "~", "1 pod moves");
        assertAnswer(
                with(guarded(0, pod("web", "ReplicaSet", false)))
                        .decide(drain(false, false), "cp-1"),
                "~",
                "1 pod moves");
        assertAnswer(with(pods()).decide(drain(false, false), "cp-1"), "~", "no pod has to move");
        assertAnswer(
                with(pods())
                        .everywhere(NODE, node("\"unschedulable\": true", "True"))
                        .decide(drain(false, false), "cp-1"),
                "skip",
                "nothing runs there");
        assertAnswer(
                with(NodePods.SILENT).decide(drain(false, false), "cp-1"), "!", "no API server");
        assertAnswer(
                with(pods(web))
                        .everywhere(NODE, new ObjectState.Absent())
                        .decide(drain(false, false), "cp-1"),
                "skip",
                "no node w-1");
    }

    @Test
    void a_dead_node_lets_go_and_one_that_reports_is_not_dead() {
        var fence = new FenceNode(W_1);
        var dead = node("", "Unknown");
        var web = pods(pod("web", "ReplicaSet", true));
        assertAnswer(
                with(web).everywhere(NODE, dead).decide(fence, "cp-1"),
                "~",
                "1 pods and 0 volumes");
        assertAnswer(
                with(pods(pod("log", "DaemonSet", true)))
                        .everywhere(NODE, dead)
                        .decide(fence, "cp-1"),
                "skip",
                "nothing that has to move");
        assertAnswer(
                with(web).unreachable("w-1").decide(fence, "cp-1"),
                "!",
                "its kubelet still reports to the cluster");
        // It was installed anew, and the cluster has not missed it yet.
        assertAnswer(with(web).decide(fence, "cp-1"), "~", "1 pods");
        assertAnswer(with(pods()).decide(fence, "cp-1"), "~", "does not miss it yet");
        assertAnswer(
                with(pods())
                        .everywhere(
                                NODE,
                                node(
                                        "\"taints\": [{\"key\": \"node.kubernetes.io/out-of-service\"}]",
                                        "Unknown"))
                        .decide(fence, "cp-1"),
                "~",
                "an earlier run began it");
    }

    @Test
    void a_node_is_deleted_once() {
        assertAnswer(Situation.finished(HA).decide(new DeleteNode(W_1), "cp-1"), "-", "it leaves");
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(NODE, new ObjectState.Absent())
                        .decide(new DeleteNode(W_1), "cp-1"),
                "skip",
                "no node w-1");
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(NODE, new ObjectState.NoAnswer())
                        .decide(new DeleteNode(W_1), "cp-1"),
                "!",
                "no API server");
    }

    private static EtcdMembers members(int all, List<Integer> healthy) {
        var members = new ArrayList<Member>();
        IntStream.rangeClosed(1, all)
                .forEach(number -> {
                    String url = "https://10.0.0.1" + number;
                    members.add(
                            new Member(
                                    "a" + number,
                                    "cp-" + number,
                                    List.of(url + ":2380"),
                                    List.of(url + ":2379"),
                                    false));
                });
        return new EtcdMembers(
                members,
                healthy.stream().map(number -> "https://10.0.0.1" + number + ":2379").toList());
    }

    @ParameterizedTest(name = "of {0} members, healthy {1}: {2}")
    @CsvSource({
        "3, 123, -, 'members 3, healthy 3, quorum 2; after this step: members 2, healthy 2, quorum 2'",
        "3, 12,  -, 'members 3, healthy 2, quorum 2; after this step: members 2, healthy 2, quorum 2'",
        "3, 13,  !, 'those that stay would have no quorum: members 2, healthy 1, quorum 2'",
        "3, 1,   !, 'there is no quorum to agree on it: members 3, healthy 1, quorum 2'",
        "2, 12, skip, etcd does not count cp-3",
        "5, 1234, -, 'after this step: members 4, healthy 3, quorum 3'",
    })
    void a_member_leaves_only_when_the_others_can_go_on(
            int all, String healthy, String kind, String words) {
        var known = members(all, healthy.chars().mapToObj(digit -> digit - '0').toList());
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(new EtcdMembersFact(), known)
                        .decide(new LeaveEtcd(CP_3), "cp-1"),
                kind,
                words);
    }

    @Test
    void one_member_removes_it_and_the_others_hear_of_it() {
        var leave = new LeaveEtcd(CP_3);
        var known = new EtcdMembersFact();
        var all = members(3, List.of(1, 2, 3));
        assertAnswer(
                Situation.finished(HA).everywhere(known, all).decide(leave, "cp-2"),
                "~",
                "it is to hear of it");
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(known, all)
                        .with("cp-2", known, EtcdMembers.SILENT)
                        .decide(leave, "cp-2"),
                "skip",
                "its own member gives no answer");
        assertAnswer(
                Situation.finished(HA).everywhere(known, EtcdMembers.SILENT).decide(leave, "cp-1"),
                "!",
                "no member of those that stay gives an answer");
    }

    @Test
    void services_of_a_host_that_leaves_stop() {
        assertAnswer(
                Situation.finished(HA).decide(new ReleaseAddress(), "cp-3"),
                "-",
                "may hold the address");
        assertAnswer(
                Situation.blank(HA).decide(new ReleaseAddress(), "cp-3"), "skip", "does not run");
        assertAnswer(
                Situation.finished(HA)
                        .with("cp-3", new UnitFact("etcd"), BlankHost.unit(false))
                        .decide(new StopHost(), "cp-3"),
                "-",
                "running: kubelet, keepalived, haproxy");
        assertAnswer(Situation.blank(HA).decide(new StopHost(), "cp-3"), "skip", "nothing of it");
    }

    @Test
    void what_people_set_on_a_node_is_carried_over_and_nothing_else() {
        var carry = new CarryOver(W_1, W_2);
        var old =
                node(
                        "\"taints\": [{\"key\": \"team\", \"value\": \"blue\", \"effect\": \"NoSchedule\"}, {\"key\": \"node.kubernetes.io/unreachable\", \"effect\": \"NoExecute\"}]",
                        "True");
        assertAnswer(
                Situation.finished(HA).everywhere(NODE, old).decide(carry, "cp-1"),
                "~",
                "team=blue team=blue:NoSchedule");
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(NODE, old)
                        .everywhere(JoinNode.node(W_2), old)
                        .decide(carry, "cp-1"),
                "skip",
                "none of it that w-2 lacks");
        assertAnswer(
                Situation.finished(HA)
                        .everywhere(NODE, new ObjectState.Absent())
                        .decide(carry, "cp-1"),
                "skip",
                "no node w-1");
    }

    @Test
    void new_api_servers_are_seen_up_behind_every_haproxy() {
        var step = new AwaitBackends(List.of(CP_3));
        var up = new HttpFact("http://127.0.0.1:8405/up/cp-3");
        assertAnswer(Situation.finished(HA).decide(step, "cp-1"), "skip", "sends requests");
        assertAnswer(
                Situation.finished(HA).with("cp-1", up, 503).decide(step, "cp-1"),
                "+",
                "does not send requests to cp-3 yet");
    }
}
