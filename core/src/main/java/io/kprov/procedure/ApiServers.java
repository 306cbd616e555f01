package io.kprov.procedure;

import static io.kprov.procedure.Procedure.Spread.ROLLING;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.procedure.Procedure.Stage;
import io.kprov.procedure.Procedure.Track;
import io.kprov.step.certs.PlacePki;
import io.kprov.step.controlplane.RenderStaticPods;
import io.kprov.step.controlplane.WriteKubeadmFiles;
import java.util.List;
import java.util.function.Function;

/** API servers that run hear of hosts that come or go. */
final class ApiServers {
    private ApiServers() {}

    /**
     * Whether they must: they talk to members of external etcd, and people may dial them by the
     * name of a load balancer on a host of its own.
     */
    static boolean mustKnow(Cluster cluster, Host host) {
        return cluster.isExternalMember(host)
                || (cluster.isLoadBalancer(host) && !host.has(Role.CONTROL_PLANE));
    }

    /** Each with the wanted settings and certificates. */
    static Stage stage(Function<Cluster, List<Host>> controlPlanes) {
        return Stage.of(
                "API servers",
                Track.of(
                        controlPlanes,
                        ROLLING,
                        new PlacePki(),
                        new WriteKubeadmFiles(),
                        new RenderStaticPods()));
    }
}
