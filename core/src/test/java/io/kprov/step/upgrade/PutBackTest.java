package io.kprov.step.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.kprov.command.Command;
import io.kprov.remote.LocalRemote;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The version of etcd's data: as etcdctl 3.6.8 told it in an upgrade, and in etcdutl's form. */
class PutBackTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                """
                [{"Endpoint":"https://127.0.0.1:2379","Status":{"header":{"cluster_id":7809550893805758568,"member_id":10218725160005335307,"revision":3586,"raft_term":3},"version":"3.7.0","dbSize":5185536,"leader":719892087031033478,"raftIndex":4164,"raftTerm":3,"raftAppliedIndex":4164,"dbSizeInUse":5185536,"storageVersion":"3.6.0","dbSizeQuota":8589934592,"downgradeInfo":{}}}] | 3.6\
                """,
                """
                {"hash":1537424817,"revision":3586,"totalKey":1130,"totalSize":5185536,"version":"3.7.0"} | 3.7\
                """,
                "{} | ``"
            })
    void is_read_from_what_etcdctl_or_etcdutl_say(String said, String version) {
        var result = LocalRemote.run(Command.script("echo \"$1\" | " + PutBack.DATA_VERSION, said));

        assertThat(result.stdout().strip()).isEqualTo(version);
    }
}
