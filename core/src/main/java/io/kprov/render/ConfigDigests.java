package io.kprov.render;

import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.EtcdTopology;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One digest for each static pod, of its version and of everything of kprov's that it reads when it
 * starts. It is an annotation of the pod ({@link #ANNOTATION}), so a change of it restarts the pod,
 * and a look at the pod tells which settings are in force.
 */
public final class ConfigDigests {
    public static final String ANNOTATION = "kprov.io/config-digest";

    private ConfigDigests() {}

    /**
     * The pods of a control plane; no etcd where it is external.
     *
     * @param pki the host's certificates, keys and kubeconfigs; empty when they are not known
     */
    public static Map<StaticPod, String> of(Cluster cluster, List<HostFile> pki) {
        var versions = VersionTable.versions(cluster);
        var digests = new EnumMap<StaticPod, String>(StaticPod.class);
        for (var pod : StaticPod.values()) {
            if (runs(cluster, pod)) {
                digests.put(
                        pod,
                        Sha256.hex(
                                "version "
                                        + pod.version(versions)
                                        + "\n"
                                        + settings(cluster, pod)
                                        + certificates(pod, pki)));
            }
        }
        return digests;
    }

    private static String certificates(StaticPod pod, List<HostFile> pki) {
        return pki.stream()
                .filter(file -> pod.reads(file.path()))
                .map(file -> file.path() + " " + file.sha256() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }

    private static boolean runs(Cluster cluster, StaticPod pod) {
        return pod != StaticPod.ETCD || cluster.hasStackedEtcd();
    }

    private static String settings(Cluster cluster, StaticPod pod) {
        var args = ControlPlaneArgs.lines(ControlPlaneArgs.of(cluster, pod));
        return switch (pod) {
            case ETCD, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER -> args;
            case KUBE_APISERVER ->
                    args
                            + "audit-policy "
                            + AuditPolicy.file(cluster).sha256()
                            + "\n"
                            + "etcd "
                            + etcdServers(cluster)
                            + "\n";
        };
    }

    /** Where the API server finds etcd: with stacked etcd on its own host, whatever it is. */
    private static String etcdServers(Cluster cluster) {
        return switch (cluster.controlPlane().etcd()) {
            case EtcdTopology.Stacked _ -> "local";
            case EtcdTopology.External _ -> JsonFilter.json(KubeadmCluster.etcd(cluster));
        };
    }
}
