package io.kprov.it;

import java.util.List;
import org.junit.jupiter.api.Tag;

/** etcd on the control planes. */
@Tag("lab")
final class StackedRestoreIT extends EtcdRestoreStory {

    StackedRestoreIT() {
        super("stacked", List.of("cp-1", "cp-2", "cp-3"), List.of("cp-1", "cp-2", "cp-3", "w-1"));
    }

    /** The kubelet starts an etcd with nothing, and an API server that serves it. */
    @Override
    void loseData(LabHost host) {
        loseForGood(host);
        host.sh("systemctl start kubelet");
    }

    @Override
    void loseForGood(LabHost host) {
        host.sh(
                """
                systemctl stop kubelet
                pkill -9 -x kube-apiserver || true
                pkill -9 -x etcd || true
                rm -rf /var/lib/etcd/member
                """);
    }
}
