package io.kprov.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.PathFact;
import io.kprov.procedure.Install;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the steps of external etcd decide: the step, the host, where things stand, the answer. */
final class ExternalEtcdCasesTest {
    private static final PathFact DATA = new PathFact("/var/lib/etcd/member");
    private static final PathFact KUBELET_CONF = new PathFact("/etc/kubernetes/kubelet.conf");
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final EtcdMembers SILENT = EtcdMembers.SILENT;

    private static EtcdMembers members(EtcdMembers.Member... members) {
        return new EtcdMembers(
                List.of(members),
                List.of(members).stream().flatMap(member -> member.clientUrls().stream()).toList());
    }

    private static EtcdMembers.Member voter(int number) {
        return member("etcd-" + number, number, false);
    }

    private static EtcdMembers.Member learner(String name, int number) {
        return member(name, number, true);
    }

    private static EtcdMembers.Member member(String name, int number, boolean learner) {
        String url = "https://10.0.0.3" + number + ":";
        return new EtcdMembers.Member(
                "a" + number, name, List.of(url + "2380"), List.of(url + "2379"), learner);
    }

    private static Situation blank() {
        return Situation.blank(Clusters.externalEtcd());
    }

    private static Situation finished() {
        return Situation.finished(Clusters.externalEtcd());
    }

    /** The cluster runs, and a blank machine has this member's name. */
    private static Situation blankMember(String name) {
        return finished().with(name, DATA, false).with(name, MEMBERS, SILENT);
    }

    static List<StepCasesTest.Case> cases() {
        var cases = new ArrayList<StepCasesTest.Case>();
        add(cases, "create-etcd-user", "etcd-1", blank(), "+", "no user etcd");
        add(cases, "create-etcd-user", "etcd-1", finished(), "skip", "it is there");

        add(cases, "run-etcd", "etcd-1", blank(), "+", "etcd begins with etcd-1, etcd-2, etcd-3");
        add(cases, "run-etcd", "etcd-1", blank().unreachable("etcd-3"), "!", "etcd-3 cannot be");
        add(cases, "run-etcd", "etcd-1", blank().unreachable("cp-2"), "!", "cp-2 cannot be");
        add(
                cases,
                "run-etcd",
                "etcd-1",
                blank().with("cp-2", KUBELET_CONF, true),
                "!",
                "cp-2 belongs to a cluster");
        // Begun together and interrupted: the others run already.
        var begun = members(voter(1), voter(2), voter(3));
        add(
                cases,
                "run-etcd",
                "etcd-3",
                blank().with("etcd-1", DATA, true).with("etcd-1", MEMBERS, begun),
                "+",
                "etcd begins with");
        // The same, but somebody's cluster is in them: only the control planes are blank.
        add(
                cases,
                "run-etcd",
                "etcd-3",
                blank().with("etcd-1", DATA, true)
                        .with("etcd-1", MEMBERS, begun)
                        .with("etcd-1", new EtcdKeysFact(), true),
                "!",
                "has lost its data");
        add(cases, "run-etcd", "etcd-1", finished(), "skip", "runs with the wanted files");
        add(
                cases,
                "run-etcd",
                "etcd-1",
                finished().with("etcd-1", MEMBERS, SILENT),
                "~",
                "it runs, but is not healthy");
        add(cases, "run-etcd", "etcd-3", blankMember("etcd-3"), "!", "has lost its data");
        add(
                cases,
                "run-etcd",
                "etcd-3",
                blankMember("etcd-3")
                        .with("etcd-1", MEMBERS, members(voter(1), voter(2)))
                        .with("etcd-2", MEMBERS, members(voter(1), voter(2))),
                "+",
                "etcd runs on etcd-1, etcd-2, and not here yet");
        // Added, and killed before its first start.
        var added = members(voter(1), voter(2), learner("", 3));
        add(
                cases,
                "run-etcd",
                "etcd-3",
                blankMember("etcd-3").with("etcd-1", MEMBERS, added).with("etcd-2", MEMBERS, added),
                "+",
                "and not here yet");
        add(
                cases,
                "run-etcd",
                "etcd-3",
                finished()
                        .with("etcd-3", MEMBERS, members(voter(1), voter(2), learner("etcd-3", 3))),
                "~",
                "it does not vote yet");
        add(
                cases,
                "run-etcd",
                "etcd-3",
                blankMember("etcd-3")
                        .with("etcd-1", MEMBERS, SILENT)
                        .with("etcd-2", MEMBERS, SILENT),
                "!",
                "belongs to a cluster");

        var running = blank().with("etcd-1", DATA, true).with("etcd-1", MEMBERS, begun);
        add(cases, "init-control-plane", "cp-1", running, "+", "no host holds a cluster");
        add(
                cases,
                "init-control-plane",
                "cp-1",
                blank().with("etcd-1", DATA, true)
                        .with("etcd-1", MEMBERS, begun)
                        .with("etcd-1", new EtcdKeysFact(), true),
                "!",
                "etcd-1 holds etcd data");
        add(
                cases,
                "init-control-plane",
                "cp-1",
                blank().with("etcd-1", DATA, true)
                        .with("etcd-1", MEMBERS, begun)
                        .with("etcd-1", new EtcdKeysFact(), true)
                        .with("cp-1", Joined.UNFINISHED_INIT, true),
                "+",
                "it is undone and begun anew");
        add(
                cases,
                "init-control-plane",
                "cp-1",
                blank().with("etcd-1", DATA, true),
                "!",
                "etcd-1 holds etcd data");
        // kprov was killed when this member had begun and the others had not: it has no quorum yet.
        add(
                cases,
                "init-control-plane",
                "cp-1",
                blank().with("etcd-1", DATA, true)
                        .with("etcd-1", new PathFact("/etc/etcd/bootstrap.env"), true),
                "+",
                "no host holds a cluster");
        return cases;
    }

    private static void add(
            List<StepCasesTest.Case> cases,
            String step,
            String host,
            Situation situation,
            String answer,
            String words) {
        cases.add(new StepCasesTest.Case(step, host, situation, answer, words));
    }

    /** The host may hold a member that votes. */
    @Test
    void an_interrupted_init_is_undone_without_etcds_data() {
        assertThat(undone(blank())).contains("kubeadm reset --force").doesNotContain("etcd");
        assertThat(undone(Situation.blank(Clusters.highlyAvailable())))
                .contains("kubeadm reset --force", "rm -rf /var/lib/etcd/member");
    }

    private static String undone(Situation situation) {
        var init =
                Install.procedure().steps().stream()
                        .filter(known -> known.id().equals("init-control-plane"))
                        .findFirst()
                        .orElseThrow();
        var decision = situation.with("cp-1", Joined.UNFINISHED_INIT, true).decide(init, "cp-1");
        return ((Decision.Do) decision)
                .actions().stream()
                        .filter(Action.LongRun.class::isInstance)
                        .map(Action.LongRun.class::cast)
                        .filter(run -> run.sentence().startsWith("kubeadm reset"))
                        .map(run -> new String(run.command().input().bytes(), UTF_8))
                        .findFirst()
                        .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answers(StepCasesTest.Case each) {
        var step =
                Install.procedure().steps().stream()
                        .filter(known -> known.id().equals(each.step()))
                        .findFirst()
                        .orElseThrow();

        var decision = each.situation().decide(step, each.host());

        assertThat(StepCasesTest.kind(decision))
                .as(StepCasesTest.words(decision))
                .isEqualTo(each.answer());
        assertThat(StepCasesTest.words(decision)).contains(each.words());
    }
}
