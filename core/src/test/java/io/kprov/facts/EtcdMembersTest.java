package io.kprov.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdMembers.Member;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdMembersTest {

    @ParameterizedTest(name = "{0} voters, healthy {1}: a may be away: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a         | a         | true
                    a b       | a b       | true
                    a b c     | a b c     | true
                    a b c     | b c       | true
                    a b c     | a b       | false
                    a b c     | a         | false
                    a b c d   | a b c d   | true
                    a b c d   | a b c     | false
                    a b c d e | a b c d   | true
                    a b c d e | a b c     | false
                    """)
    void a_member_may_be_away_while_the_others_are_a_quorum(
            String voters, String healthy, boolean open) {
        assertThat(etcd(voters, healthy).mayMiss("a")).isEqualTo(open);
    }

    @Test
    void while_nobody_answers_no_member_may_be_away_and_none_counts_as_healthy() {
        assertThat(EtcdMembers.SILENT.mayMiss("a")).isFalse();
        assertThat(EtcdMembers.SILENT.allHealthy()).isFalse();
    }

    @Test
    void all_are_healthy_when_every_voter_is_and_learners_do_not_count() {
        assertThat(etcd("a b c", "a b c").allHealthy()).isTrue();
        assertThat(etcd("a b c", "a b").allHealthy()).isFalse();
        var learner = new Member("d", "d", List.of(), List.of("https://d:2379"), true);
        var grown = etcd("a b c", "a b c");
        assertThat(
                        new EtcdMembers(
                                        Stream.concat(grown.members().stream(), Stream.of(learner))
                                                .toList(),
                                        grown.healthyEndpoints())
                                .allHealthy())
                .isTrue();
    }

    /** etcdctl 3.6.8, as it tells of each endpoint while there is an alarm of any. */
    @ParameterizedTest
    @CsvSource({
        "'Active Alarm(s): NOSPACE ', true, NOSPACE",
        "'Active Alarm(s): NOSPACE NOSPACE ', true, NOSPACE",
        "'Active Alarm(s): NOSPACE CORRUPT ', false, CORRUPT",
        "'Active Alarm(s): CORRUPT ', false, CORRUPT",
        "context deadline exceeded, false, ''"
    })
    void a_member_without_space_can_agree_and_one_that_is_damaged_or_silent_cannot(
            String error, boolean healthy, String alarm) {
        var fact = new EtcdMembersFact();
        String member =
                "{\"members\":[{\"ID\":1,\"name\":\"a\",\"peerURLs\":[],\"clientURLs\":[\"https://a:2379\"]}]}";
        String health =
                "[{\"endpoint\":\"https://a:2379\",\"health\":false,\"took\":\"9ms\",\"error\":\"%s\"}]"
                        .formatted(error);

        var parsed =
                fact.source()
                        .parse(List.of(fact), List.of(member, health))
                        .getOrDefault(fact, EtcdMembers.SILENT);

        assertThat(parsed.allHealthy()).isEqualTo(healthy);
        assertThat(String.join(" ", parsed.alarms())).contains(alarm);
    }

    private static EtcdMembers etcd(String voters, String healthy) {
        return new EtcdMembers(
                Arrays.stream(voters.split(" "))
                        .map(name ->
                                new Member(
                                        name,
                                        name,
                                        List.of(),
                                        List.of("https://" + name + ":2379"),
                                        false))
                        .toList(),
                Arrays.stream(healthy.split(" "))
                        .map(name -> "https://" + name + ":2379")
                        .toList());
    }
}
