package io.kprov.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembers.Member;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.EtcdStatus;
import io.kprov.facts.EtcdStatus.Alarm;
import io.kprov.facts.EtcdStatus.Endpoint;
import io.kprov.facts.EtcdStatusFact;
import io.kprov.facts.PathFact;
import io.kprov.step.etcd.DefragMember;
import io.kprov.step.etcd.DisarmAlarms;
import io.kprov.step.etcd.RemoveMember;
import io.kprov.step.etcd.RunEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the steps that keep etcd well decide, on three members of their own hosts. */
class EtcdUpkeepCasesTest {
    private static final Blueprint BLUEPRINT = Clusters.externalEtcd();
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final EtcdStatusFact STATUS = new EtcdStatusFact();
    private static final PathFact DATA = new PathFact("/var/lib/etcd/member");
    private static final long MIB = 1_048_576;

    private static Member member(int number) {
        String url = "https://10.0.0.3" + number + ":";
        return new Member(
                "a" + number,
                "etcd-" + number,
                List.of(url + "2380"),
                List.of(url + "2379"),
                false);
    }

    private static EtcdMembers members(Integer... healthy) {
        return new EtcdMembers(
                IntStream.rangeClosed(1, 3).mapToObj(EtcdUpkeepCasesTest::member).toList(),
                List.of(healthy).stream()
                        .map(number -> member(number).clientUrls().getFirst())
                        .toList());
    }

    private static Endpoint endpoint(int number, long size, long inUse, long quota) {
        return new Endpoint(
                "a" + number, "3.6.8", "a1", 2, size * MIB, inUse * MIB, quota * MIB, 9, 9);
    }

    private static EtcdStatus status(List<Alarm> alarms, Endpoint... endpoints) {
        return new EtcdStatus(members().members(), List.of(endpoints), alarms);
    }

    private static Situation situation(EtcdMembers members, EtcdStatus status) {
        return Situation.finished(BLUEPRINT)
                .everywhere(MEMBERS, members)
                .everywhere(STATUS, status);
    }

    private static void assertAnswer(Decision decision, String kind, String words) {
        assertThat(StepCasesTest.kind(decision)).as(StepCasesTest.words(decision)).isEqualTo(kind);
        assertThat(StepCasesTest.words(decision)).contains(words);
    }

    @ParameterizedTest(name = "{0} MiB of {2}, in use {1}: {3}")
    @CsvSource({
        "100, 100, 8192, skip, little would be given back",
        "100,  76, 8192, skip, little would be given back",
        "100,  75, 8192, ~,    100.0 MiB",
        " 10,   1, 8192, skip, '10.0 MiB, in use 1.0 MiB'",
        " 11,   1, 8192, ~,    '11.0 MiB, in use 1.0 MiB'",
        "7000, 6500, 8192, ~,  7000.0 MiB",
        "6500, 6000, 8192, skip, little",
        "7000, 6995, 8192, skip, little",
        "7000, 6500, 0, skip, little",
    })
    void a_member_is_defragmented_where_a_quarter_or_a_full_disk_is_to_gain(
            long size, long inUse, long quota, String kind, String words) {
        var status =
                status(
                        List.of(),
                        endpoint(1, 1, 1, quota),
                        endpoint(2, size, inUse, quota),
                        endpoint(3, 1, 1, quota));

        assertAnswer(
                situation(members(1, 2, 3), status).decide(new DefragMember(), "etcd-2"),
                kind,
                words);
    }

    @Test
    void nobody_is_defragmented_while_a_member_is_missing() {
        var all = List.of(endpoint(1, 100, 1, 0), endpoint(2, 100, 1, 0), endpoint(3, 100, 1, 0));
        var silent = status(List.of(), all.get(0), all.get(1));

        assertAnswer(
                situation(members(1, 2), silent).decide(new DefragMember(), "etcd-1"),
                "!",
                "etcd-3 gives no answer");
        assertAnswer(
                situation(members(1, 2), status(List.of(), all.toArray(Endpoint[]::new)))
                        .decide(new DefragMember(), "etcd-1"),
                "!",
                "etcd-3 is not healthy");
        assertAnswer(
                situation(EtcdMembers.SILENT, EtcdStatus.SILENT)
                        .decide(new DefragMember(), "etcd-1"),
                "!",
                "gives no answer on its own host");
        var added = new ArrayList<>(members().members());
        added.add(new Member("a4", "", List.of(), List.of(), true));
        assertAnswer(
                situation(members(1, 2, 3), new EtcdStatus(added, all, List.of()))
                        .decide(new DefragMember(), "etcd-1"),
                "!",
                "a4 was added and has never started");
    }

    @Test
    void an_alarm_is_disarmed_when_every_member_has_space() {
        var noSpace = List.of(new Alarm("a2", Alarm.NO_SPACE));
        var small = endpoint(1, 40, 40, 100);
        var full = endpoint(2, 100, 40, 100);

        assertAnswer(
                disarm(status(List.of(), small, full, endpoint(3, 1, 1, 100))), "skip", "no alarm");
        assertAnswer(
                disarm(status(noSpace, small, endpoint(2, 95, 40, 100), endpoint(3, 1, 1, 100))),
                "~",
                "etcd-2: 95.0 MiB of 100.0 MiB, in use 40.0 MiB");
        assertAnswer(disarm(status(noSpace, small, full)), "!", "on etcd-3 is not known");
        assertAnswer(
                disarm(status(noSpace, small, endpoint(2, 9, 9, 0), endpoint(3, 1, 1, 100))),
                "!",
                "etcd-2 runs an etcd that does not tell it");
    }

    @Test
    void a_little_below_the_quota_there_is_no_space_yet_and_what_makes_some_is_told() {
        var noSpace = List.of(new Alarm("a2", Alarm.NO_SPACE));

        assertThat(
                        StepCasesTest.words(
                                disarm(
                                        status(
                                                noSpace,
                                                endpoint(1, 40, 40, 100),
                                                endpoint(2, 96, 40, 100),
                                                endpoint(3, 40, 40, 100)))))
                .contains(
                        "less than 5 % of its quota",
                        "full: etcd-2",
                        " compact --physical \"$rev\"",
                        "then: kprov etcd defrag",
                        "delete objects");
    }

    @Test
    void damage_is_never_disarmed() {
        var both = List.of(new Alarm("a2", Alarm.NO_SPACE), new Alarm("a3", "CORRUPT"));

        assertAnswer(
                disarm(
                        status(
                                both,
                                endpoint(1, 1, 1, 100),
                                endpoint(2, 1, 1, 100),
                                endpoint(3, 1, 1, 100))),
                "!",
                "the alarm CORRUPT of etcd-3 is not disarmed");
    }

    private static Decision disarm(EtcdStatus status) {
        return situation(members(1, 2, 3), status).decide(new DisarmAlarms(), "etcd-1");
    }

    private static RemoveMember removal() {
        return new RemoveMember(BLUEPRINT.cluster().host("etcd-3"));
    }

    private static Situation blankThird(EtcdMembers known) {
        return Situation.finished(BLUEPRINT)
                .everywhere(MEMBERS, known)
                .with("etcd-3", MEMBERS, EtcdMembers.SILENT)
                .with("etcd-3", DATA, false);
    }

    @Test
    void the_first_healthy_host_removes_the_dead_member_and_the_others_wait_for_it() {
        assertAnswer(
                blankThird(members(1, 2)).decide(removal(), "etcd-1"),
                "-",
                "members 3, healthy 2, quorum 2; after removal: members 2, healthy 2, quorum 2");
        assertAnswer(
                blankThird(members(1, 2)).decide(removal(), "etcd-2"), "~", "it is to hear of it");
        var gone = members(1, 2).without(member(3));
        assertAnswer(blankThird(gone).decide(removal(), "etcd-1"), "skip", "does not count etcd-3");
    }

    @Test
    void a_machine_that_gives_no_answer_is_dead_when_its_member_is() {
        assertAnswer(
                blankThird(members(1, 2)).unreachable("etcd-3").decide(removal(), "etcd-1"),
                "-",
                "after removal");
        assertAnswer(
                blankThird(members(1, 2, 3)).unreachable("etcd-3").decide(removal(), "etcd-1"),
                "!",
                "its etcd member is healthy");
    }

    @Test
    void a_member_that_lives_or_may_live_again_is_not_removed() {
        assertAnswer(
                Situation.finished(BLUEPRINT).decide(removal(), "etcd-1"),
                "!",
                "its etcd member is healthy");
        assertAnswer(
                blankThird(members(1, 2)).with("etcd-3", DATA, true).decide(removal(), "etcd-1"),
                "!",
                "its data is there");
        assertAnswer(
                blankThird(members(1, 2).without(member(3)))
                        .with("etcd-3", DATA, true)
                        .decide(removal(), "etcd-1"),
                "!",
                "data of a member that etcd does not know");
    }

    @Test
    void without_a_quorum_nothing_is_removed() {
        assertAnswer(blankThird(members(1)).decide(removal(), "etcd-1"), "!", "there is no quorum");
        assertAnswer(
                blankThird(EtcdMembers.SILENT).decide(removal(), "etcd-1"),
                "!",
                "no other member is healthy");
    }

    @Test
    void whoever_has_begun_to_join_is_left_alone() {
        var all = new ArrayList<>(members().members().subList(0, 2));
        var third = member(3);
        all.add(new Member("b3", "", third.peerUrls(), List.of(), true));
        var added = new EtcdMembers(all, members(1, 2).healthyEndpoints());

        assertAnswer(blankThird(added).decide(removal(), "etcd-1"), "skip", "does not count");
        all.set(2, new Member("b3", "etcd-3", third.peerUrls(), third.clientUrls(), true));
        var learns = new EtcdMembers(all, members(1, 2).healthyEndpoints());
        assertAnswer(
                blankThird(learns).with("etcd-3", DATA, true).decide(removal(), "etcd-1"),
                "skip",
                "does not count");
        // It had data once: what it agreed to is lost with it.
        assertAnswer(blankThird(learns).decide(removal(), "etcd-1"), "-", "after removal");
    }

    @Test
    void the_new_member_joins_as_if_the_old_one_were_gone() {
        var step = RunEtcd.afterRemovalOf(BLUEPRINT.cluster().host("etcd-3"));

        assertAnswer(
                blankThird(members(1, 2)).decide(step, "etcd-3"),
                "+",
                "etcd runs on etcd-1, etcd-2, and not here yet");
    }
}
