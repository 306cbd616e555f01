package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.PathFact;
import io.kprov.step.controlplane.RejoinMember;
import io.kprov.step.controlplane.RenderStaticPods;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stacked member without data: aside after a restore, or gone with its disk. */
final class RejoinMemberTest {
    private static final Blueprint HA = Clusters.highlyAvailable();
    private static final PathFact DATA = new PathFact("/var/lib/etcd/member");
    private static final FileFact MANIFEST =
            FileFact.content("/etc/kubernetes/manifests/etcd.yaml");
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();

    private static EtcdMembers members(EtcdMembers.Member... members) {
        return new EtcdMembers(
                List.of(members),
                List.of(members).stream().flatMap(member -> member.clientUrls().stream()).toList());
    }

    private static EtcdMembers.Member member(int number, boolean learner) {
        String url = "https://10.0.0.1" + number + ":";
        return new EtcdMembers.Member(
                "a" + number,
                "cp-" + number,
                List.of(url + "2380"),
                List.of(url + "2379"),
                learner);
    }

    /** The others have these members; cp-2 has neither data nor manifests. */
    private static Situation without(EtcdMembers known) {
        return Situation.finished(HA)
                .everywhere(MEMBERS, known)
                .with("cp-2", DATA, false)
                .with("cp-2", MANIFEST, new FileState.Absent());
    }

    private static Decision decide(Situation situation) {
        return situation.decide(new RejoinMember(), "cp-2");
    }

    @Test
    void joins_those_that_run_as_a_learner_and_votes_then() {
        var decision = decide(without(members(member(1, false))));

        assertThat(decision).isInstanceOf(Decision.Do.class);
        assertThat(((Decision.Do) decision).actions())
                .extracting(Action::sentence)
                .containsSubsequence(
                        "add cp-2 to etcd as a learner",
                        "fetch etcd's data from 2 members, as a learner",
                        "kubeadm init phase etcd local",
                        "restart kubelet",
                        "let cp-2 vote, once it has caught up");
    }

    @Test
    void is_not_added_twice_when_it_was_interrupted() {
        var decision = decide(without(members(member(1, false), member(2, true))));

        assertThat(((Decision.Do) decision).actions())
                .extracting(Action::sentence)
                .doesNotContain("add cp-2 to etcd as a learner")
                .contains("let cp-2 vote, once it has caught up");
    }

    @Test
    void a_learner_with_data_only_has_to_vote() {
        var situation =
                without(members(member(1, false), member(2, true))).with("cp-2", DATA, true);

        assertThat(((Decision.Do) decide(situation)).actions())
                .extracting(Action::sentence)
                .noneMatch(sentence -> sentence.startsWith("fetch etcd's data"))
                .contains("let cp-2 vote, once it has caught up");
    }

    @Test
    void one_that_etcd_counts_among_those_that_vote_is_refused() {
        var decision =
                decide(without(members(member(1, false), member(2, false), member(3, false))));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Blocked.class,
                        blocked ->
                                assertThat(blocked.problem().toString())
                                        .contains("has lost its data", "member remove a2"));
    }

    @Test
    void nothing_starts_on_a_host_that_was_stopped_for_a_restore() {
        var stopped = without(members(member(1, false))).with("cp-2", UnderRestore.MARK, true);

        for (Step step : List.of(new RejoinMember(), new RenderStaticPods())) {
            assertThat(stopped.decide(step, "cp-2"))
                    .as(step.id())
                    .isInstanceOfSatisfying(
                            Decision.Blocked.class,
                            blocked ->
                                    assertThat(blocked.problem().what())
                                            .isEqualTo("cp-2: a restore of etcd is under way"));
        }
    }

    @Test
    void has_nothing_to_do_where_the_data_is() {
        assertThat(
                        decide(
                                Situation.finished(HA)
                                        .everywhere(
                                                MEMBERS,
                                                members(
                                                        member(1, false),
                                                        member(2, false),
                                                        member(3, false)))))
                .isInstanceOf(Decision.Skip.class);
    }

    @Test
    void the_static_pods_follow_it_and_wait_where_nobody_could_be_joined() {
        var pods = new RenderStaticPods();

        assertThat(without(members(member(1, false))).decide(pods, "cp-2"))
                .isInstanceOf(Decision.Do.class);
        assertThat(without(members(member(1, false), member(2, false))).decide(pods, "cp-2"))
                .isInstanceOf(Decision.Blocked.class);
    }
}
