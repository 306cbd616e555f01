package io.kprov.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.facts.EtcdStatusFact;
import io.kprov.facts.HostFacts;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import io.kprov.step.Clusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What etcdctl 3.6.8 said on a lab host, and what is told of it. */
class EtcdReportTest {
    private static final String MEMBERS =
            """
            {"header":{"cluster_id":8156981370710457133},"members":[{"ID":1618209644150596636,"name":"etcd-1","peerURLs":["https://10.0.0.31:2380"],"clientURLs":["https://10.0.0.31:2379"]},{"ID":6186014106922167440,"name":"etcd-2","peerURLs":["https://10.0.0.32:2380"],"clientURLs":["https://10.0.0.32:2379"]},{"ID":9658909079326786333,"name":"","peerURLs":["https://10.0.0.33:2380"],"clientURLs":[],"isLearner":true}]}
            """;

    /** In the midst of an election: the first has not heard of it. */
    private static final String STATUS =
            """
            [{"Endpoint":"https://10.0.0.31:2379","Status":{"header":{"member_id":1618209644150596636},"version":"3.6.8","dbSize":20971520,"leader":1618209644150596636,"raftIndex":1087,"raftTerm":4,"raftAppliedIndex":1087,"dbSizeInUse":1048576,"dbSizeQuota":8589934592}},{"Endpoint":"https://10.0.0.32:2379","Status":{"header":{"member_id":6186014106922167440},"version":"3.6.8","dbSize":2007040,"leader":6186014106922167440,"raftIndex":1111,"raftTerm":5,"raftAppliedIndex":1111,"dbSizeInUse":2007040,"dbSizeQuota":8589934592}}]
            """;

    private static final String ALARMS =
            """
            {"header":{},"alarms":[{"memberID":1618209644150596636,"alarm":1}]}
            """;

    private final Map<String, ClusterView.Look> looks = new LinkedHashMap<>();

    private List<EtcdReport.Row> rows(String... output) {
        var cluster = Clusters.externalEtcd().cluster();
        var fact = new EtcdStatusFact();
        var answers = fact.source().parse(List.of(fact), List.of(output));
        for (Host host : cluster.etcdMembers()) {
            looks.put(
                    host.name(),
                    new ClusterView.Look.Seen(new HostFacts(Map.of(fact, answers.get(fact)))));
        }
        return EtcdReport.of(cluster, new ClusterView(cluster, looks));
    }

    @Test
    void each_member_has_a_row_and_the_newest_election_says_who_leads() {
        assertThat(EtcdReport.lines(rows(MEMBERS.strip(), STATUS.strip(), ALARMS.strip())))
                .containsExactly(
                        "NAME             ID                ROLE             VERSION  DB        IN USE   QUOTA       LAG  ALARMS   CLIENT                  PEER",
                        "(never started)  860b56a1ef11831d  learner, silent  -        -         -        -           -    -                                https://10.0.0.33:2380",
                        "etcd-1           1675091903b5241c  voter            3.6.8    20.0 MiB  1.0 MiB  8192.0 MiB  24   NOSPACE  https://10.0.0.31:2379  https://10.0.0.31:2380",
                        "etcd-2           55d9230e2aa6ac90  leader           3.6.8    1.9 MiB   1.9 MiB  8192.0 MiB  0    -        https://10.0.0.32:2379  https://10.0.0.32:2380");
    }

    @Test
    void a_member_that_is_silent_or_has_an_alarm_is_bad() {
        assertThat(EtcdReport.isBad(rows(MEMBERS.strip(), STATUS.strip()))).isTrue();
        String all = STATUS.strip().replaceFirst("]$", "") + ",";
        String third =
                STATUS.strip()
                        .substring(1)
                        .replaceFirst(",\\{\"Endpoint\":\"https://10.0.0.32.*", "]")
                        .replace("1618209644150596636", "9658909079326786333");
        assertThat(EtcdReport.isBad(rows(MEMBERS.strip(), all + third))).isFalse();
        assertThat(EtcdReport.isBad(rows(MEMBERS.strip(), all + third, ALARMS.strip()))).isTrue();
    }

    @Test
    void when_nobody_answers_that_is_what_is_said() {
        assertThat(EtcdReport.lines(rows())).containsExactly("no member of etcd answers");
        assertThat(EtcdReport.isBad(rows())).isTrue();
    }
}
