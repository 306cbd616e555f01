package io.kprov.it;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** etcd on machines of its own. */
@Tag("lab")
final class ExternalRestoreIT extends EtcdRestoreStory {

    ExternalRestoreIT() {
        super(
                "external",
                List.of("etcd-1", "etcd-2", "etcd-3"),
                List.of("etcd-1", "etcd-2", "etcd-3", "cp-1", "cp-2", "w-1"));
    }

    @Override
    void loseData(LabHost host) {
        loseForGood(host);
        host.sh("systemctl start --no-block etcd");
    }

    @Override
    void loseForGood(LabHost host) {
        host.sh("systemctl kill -s KILL etcd; systemctl stop etcd; rm -rf /var/lib/etcd/member");
    }
}
