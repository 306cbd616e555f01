package io.kprov.step.reset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.PathFact;
import io.kprov.facts.Traces;
import io.kprov.facts.Traces.Kind;
import io.kprov.remote.LocalRemote;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import io.kprov.step.Decision;
import io.kprov.step.Situation;
import io.kprov.step.reset.ResetHost.Data;
import io.kprov.step.reset.ResetHost.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Facts in, answer out. */
class ResetHostTest {
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final Blueprint APART = Clusters.externalEtcd();
    private static final Blueprint BALANCED = Clusters.dedicatedLoadBalancers();
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final ResetHost ALL = new ResetHost(Data.KEEP, End.CLUSTER_ENDS);
    private static final ResetHost ONE = new ResetHost(Data.KEEP, End.CLUSTER_LIVES);
    private static final ResetHost ALL_DATA = new ResetHost(Data.REMOVE, End.CLUSTER_ENDS);

    /** One row: the step, the host, where things stand, and the answer's kind and words. */
    record Case(ResetHost step, String host, Situation situation, String kind, String words) {
        @Override
        public String toString() {
            return host + " " + step + ": " + kind + " " + words;
        }
    }

    private static Case row(
            ResetHost step,
            String host,
            Blueprint blueprint,
            UnaryOperator<Situation> change,
            String kind,
            String words) {
        return new Case(step, host, change.apply(Situation.finished(blueprint)), kind, words);
    }

    private static ObjectFact node(String host) {
        return new ObjectFact("v1", "Node", "", host);
    }

    private static UnaryOperator<Situation> traces(
            Blueprint blueprint, String host, Map<Kind, List<String>> found) {
        return s -> s.with(host, ResetHost.traces(blueprint.cluster()), new Traces(found));
    }

    private static Situation gone(Situation situation, String host) {
        return situation.everywhere(node(host), new ObjectState.Absent());
    }

    private static EtcdMembers members(String... names) {
        return new EtcdMembers(
                Stream.of(names)
                        .map(name ->
                                new Member(
                                        name,
                                        name,
                                        List.of("https://" + name + ":2380"),
                                        List.of("https://" + name + ":2379"),
                                        false))
                        .toList(),
                List.of());
    }

    static List<Case> cases() {
        UnaryOperator<Situation> asIs = s -> s;
        return List.of(
                row(
                        ALL,
                        "w-1",
                        HA,
                        asIs,
                        "-",
                        "on the host: 2 units, 1 file or folder, 2 packages, 1 folder of etcd's data"),
                row(ALL, "cp-1", HA, asIs, "-", "2 units"),
                row(ALL, "w-1", HA, traces(HA, "w-1", Map.of()), "skip", "nothing of kprov"),
                row(
                        ALL,
                        "cp-1",
                        HA,
                        traces(
                                HA,
                                "cp-1",
                                Map.of(
                                        Kind.ASIDE,
                                        List.of("/var/lib/etcd.before-reset-1"),
                                        Kind.LOG,
                                        List.of("/var/log/kubernetes/audit"),
                                        Kind.BACKUP,
                                        List.of("/var/lib/kprov/etcd-backup"),
                                        Kind.FOREIGN,
                                        List.of("/etc/kubernetes/mine"))),
                        "skip",
                        "nothing of kprov"),
                row(
                        ALL_DATA,
                        "cp-1",
                        HA,
                        traces(HA, "cp-1", Map.of(Kind.ASIDE, List.of("/var/lib/etcd.before"))),
                        "-",
                        "1 folder of etcd's data put aside"),
                row(
                        ALL_DATA,
                        "cp-1",
                        HA,
                        traces(HA, "cp-1", Map.of(Kind.BACKUP, List.of("/var/lib/kprov/x"))),
                        "skip",
                        "nothing of kprov"),
                row(ONE, "w-1", HA, asIs, "!", "kprov remove-node w-1"),
                row(ONE, "cp-2", HA, asIs, "!", "it is a node of the cluster"),
                row(
                        ONE,
                        "cp-2",
                        HA,
                        s -> gone(s, "cp-2"),
                        "!",
                        "etcd counts its member: 3 vote, quorum 2"),
                row(
                        ONE,
                        "cp-2",
                        HA,
                        s -> gone(s, "cp-2").everywhere(MEMBERS, members("cp-1", "cp-3")),
                        "-",
                        "on the host"),
                row(ONE, "w-1", HA, s -> gone(s, "w-1"), "-", "on the host"),
                row(
                        ONE,
                        "w-1",
                        HA,
                        s -> s.everywhere(ClusterView.apiServerReady(), 0),
                        "!",
                        "no API server says whether it is still a node"),
                row(
                        ONE,
                        "w-1",
                        HA,
                        s ->
                                s.everywhere(ClusterView.apiServerReady(), 0)
                                        .with(
                                                "w-1",
                                                new PathFact("/etc/kubernetes/kubelet.conf"),
                                                false)
                                        .with("w-1", new PathFact("/var/lib/etcd/member"), false),
                        "-",
                        "on the host"),
                row(
                        ONE,
                        "lb-1",
                        BALANCED,
                        s -> gone(s, "lb-1"),
                        "!",
                        "it is a load balancer before the API servers"),
                row(ONE, "etcd-3", APART, s -> gone(s, "etcd-3"), "!", "etcd counts its member"),
                row(
                        ONE,
                        "etcd-3",
                        APART,
                        s -> gone(s, "etcd-3").everywhere(MEMBERS, members("etcd-1", "etcd-2")),
                        "-",
                        "on the host"),
                row(
                        ONE,
                        "etcd-3",
                        APART,
                        s -> gone(s, "etcd-3").everywhere(MEMBERS, EtcdMembers.SILENT),
                        "!",
                        "no other member says who counts"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answers(Case each) {
        var decision = each.situation.decide(each.step, each.host);

        switch (decision) {
            case Decision.Do(var sign, var reason, _) -> {
                assertThat(sign.text()).isEqualTo(each.kind);
                assertThat(reason).contains(each.words);
            }
            case Decision.Skip(var reason) -> {
                assertThat("skip").as(reason).isEqualTo(each.kind);
                assertThat(reason).contains(each.words);
            }
            case Decision.Blocked(var problem) -> {
                assertThat("!").as(problem.toString()).isEqualTo(each.kind);
                assertThat(problem.toString()).contains(each.words);
            }
        }
    }

    @Test
    void what_is_left_in_run_needs_no_script() {
        var situation =
                traces(HA, "w-1", Map.of(Kind.RUN, List.of("/run/kprov")))
                        .apply(Situation.finished(HA));

        assertThat(((Decision.Do) situation.decide(ALL, "w-1")).actions())
                .singleElement()
                .extracting(Action::sentence)
                .isEqualTo("remove /run/kprov");
    }

    @Test
    void the_plan_says_what_becomes_of_packages_and_data() {
        var situation = Situation.finished(HA);

        assertThat(((Decision.Do) situation.decide(ALL, "cp-1")).actions().getFirst().sentence())
                .contains(
                        "purge conntrack socat",
                        "keep etcd's data in /var/lib/etcd.before-reset-DATE");
        assertThat(
                        ((Decision.Do) situation.decide(ALL_DATA, "cp-1"))
                                .actions()
                                .getFirst()
                                .sentence())
                .contains("REMOVE etcd's data and audit logs");
    }

    @Test
    void the_script_is_one_that_a_posix_shell_reads(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("script"), ResetHost.script());

        var read = LocalRemote.run(Command.of("sh", "-n", file.toString()));

        assertThat(read.stderr()).isEmpty();
        assertThat(read.ok()).isTrue();
    }
}
