package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The arithmetic of the gates and of replacing a member, for every set of healthy members. What a
 * quorum is, is found here without arithmetic: a set of voters of which any two of its size have
 * one in common, so that two agreements can never pass each other by.
 */
class QuorumTest {

    private static Member member(int number, boolean learner) {
        String name = (learner ? "learner-" : "voter-") + number;
        return new Member(name, name, List.of(), List.of("https://" + name), learner);
    }

    /** One bit of {@code healthy} for each member, voters first. */
    private static EtcdMembers etcd(int voters, int learners, int healthy) {
        var members = new ArrayList<Member>();
        IntStream.range(0, voters).forEach(i -> members.add(member(i, false)));
        IntStream.range(0, learners).forEach(i -> members.add(member(i, true)));
        return new EtcdMembers(
                members,
                IntStream.range(0, members.size())
                        .filter(i -> (healthy >> i & 1) == 1)
                        .mapToObj(i -> members.get(i).clientUrls().getFirst())
                        .toList());
    }

    /** Whether the members that are healthy, but for one, can agree on anything. */
    private static boolean canAgree(EtcdMembers etcd, Set<String> without) {
        long alive =
                etcd.voters().stream()
                        .filter(voter -> !without.contains(voter.name()))
                        .filter(voter -> etcd.healthyEndpoints().containsAll(voter.clientUrls()))
                        .count();
        return alive >= smallestQuorum(etcd.voters().size());
    }

    private static int smallestQuorum(int voters) {
        return IntStream.rangeClosed(1, voters)
                .filter(size -> anyTwoMeet(voters, size))
                .findFirst()
                .orElseThrow();
    }

    private static boolean anyTwoMeet(int voters, int size) {
        var sets =
                IntStream.range(0, 1 << voters)
                        .filter(set -> Integer.bitCount(set) == size)
                        .toArray();
        for (int one : sets) {
            for (int other : sets) {
                if ((one & other) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<EtcdMembers> every(int voters) {
        return IntStream.rangeClosed(0, 2)
                .boxed()
                .flatMap(learners ->
                        IntStream.range(0, 1 << (voters + learners))
                                .mapToObj(healthy -> etcd(voters, learners, healthy)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void a_quorum_is_what_any_two_have_a_member_of_in_common(int voters) {
        for (EtcdMembers etcd : every(voters)) {
            assertThat(etcd.quorum()).isEqualTo(smallestQuorum(voters));
            assertThat(etcd.hasQuorum()).isEqualTo(canAgree(etcd, Set.of()));
        }
    }

    /** One or two voters have nobody to spare: there an interruption is the operator's choice. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7})
    void a_gate_lets_a_member_be_away_only_where_the_others_can_agree(int voters) {
        for (EtcdMembers etcd : every(voters)) {
            for (Member away : etcd.members()) {
                assertThat(etcd.mayMiss(away.name()))
                        .as("%s without %s", etcd, away.name())
                        .isEqualTo(canAgree(etcd, Set.of(away.name())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void after_a_gate_every_voter_is_healthy(int voters) {
        for (EtcdMembers etcd : every(voters)) {
            assertThat(etcd.allHealthy())
                    .isEqualTo(
                            etcd.voters().stream()
                                    .map(Member::clientUrls)
                                    .allMatch(etcd.healthyEndpoints()::containsAll));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void a_member_is_removed_only_when_dead_and_with_a_quorum_before_and_after(int voters) {
        for (EtcdMembers etcd : every(voters)) {
            for (Member dead : etcd.members()) {
                boolean healthy = etcd.healthyEndpoints().containsAll(dead.clientUrls());
                var after = etcd.without(dead);
                boolean agreed =
                        canAgree(etcd, Set.of(dead.name()))
                                && !after.voters().isEmpty()
                                && canAgree(after, Set.of());

                assertThat(etcd.mayRemove(dead))
                        .as("%s without %s", etcd, dead.name())
                        .isEqualTo(!healthy && agreed);
            }
        }
    }

    /** Removed, added as a learner, voting: at no point fewer may die than before the removal. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7})
    void a_replacement_that_is_allowed_never_costs_the_quorum(int voters) {
        for (EtcdMembers etcd : every(voters)) {
            for (Member dead : etcd.voters()) {
                if (!etcd.mayRemove(dead)) {
                    continue;
                }
                var removed = etcd.without(dead);
                var added = with(removed, new Member("new", "", List.of(), List.of(), true));
                var votes =
                        with(
                                removed,
                                new Member("new", "new", List.of(), List.of("https://new"), false));
                for (EtcdMembers step : List.of(removed, added, votes)) {
                    assertThat(canAgree(step, Set.of())).as("%s", step).isTrue();
                    assertThat(spare(step)).as("%s", step).isGreaterThanOrEqualTo(spare(etcd));
                }
                // Also when the new one dies right after it began to vote: as many as before.
                assertThat(canAgree(votes, Set.of("new"))).isTrue();
            }
        }
    }

    private static EtcdMembers with(EtcdMembers etcd, Member more) {
        var members = new ArrayList<>(etcd.members());
        members.add(more);
        var healthy = new ArrayList<>(etcd.healthyEndpoints());
        healthy.addAll(more.clientUrls());
        return new EtcdMembers(members, healthy);
    }

    /** How many that are healthy may die before nothing can be agreed on. */
    private static long spare(EtcdMembers etcd) {
        var healthy =
                etcd.voters().stream()
                        .filter(voter -> etcd.healthyEndpoints().containsAll(voter.clientUrls()))
                        .map(Member::name)
                        .toList();
        return IntStream.rangeClosed(0, healthy.size())
                        .filter(dead ->
                                canAgree(
                                        etcd,
                                        healthy.stream().limit(dead).collect(Collectors.toSet())))
                        .count()
                - 1;
    }
}
