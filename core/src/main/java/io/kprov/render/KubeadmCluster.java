package io.kprov.render;

import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.EtcdTopology;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.model.MachineSize;
import io.kprov.model.Merged;
import io.kprov.model.Role;
import io.kprov.pki.CaSource.KubeletClients;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The three documents that kubeadm keeps for the whole cluster, as maps. */
public final class KubeadmCluster {
    static final Template<ClusterValues> CLUSTER =
            new Template<>("kubeadm/cluster.yaml", ClusterValues.class);
    static final Template<KubeletValues> KUBELET =
            new Template<>("kubeadm/kubelet-config.yaml", KubeletValues.class);
    static final Template<KubeProxyValues> KUBE_PROXY =
            new Template<>("kubeadm/kube-proxy-config.yaml", KubeProxyValues.class);

    record ClusterValues(
            String clusterName,
            String kubernetesVersion,
            String endpoint,
            String encryptionAlgorithm,
            String podCidr,
            String serviceCidr,
            String dnsDomain,
            List<String> sans,
            String auditPolicy,
            String auditLogDirectory,
            List<Map<String, String>> apiServerArgs,
            List<Map<String, String>> controllerManagerArgs,
            List<Map<String, String>> schedulerArgs,
            Map<String, Object> dns,
            Map<String, Object> etcd) {}

    record KubeletValues(
            String dnsAddress,
            String dnsDomain,
            String servingCertificate,
            String servingKey,
            List<String> cipherSuites) {}

    record KubeProxyValues(String podCidr) {}

    private KubeadmCluster() {}

    /** ClusterConfiguration (kubeadm.k8s.io/v1beta4). */
    public static Map<String, Object> clusterConfiguration(Cluster cluster) {
        var kubernetes = cluster.kubernetes();
        return YamlText.parse(
                CLUSTER.render(
                        new ClusterValues(
                                cluster.name(),
                                kubernetes.version().tag(),
                                cluster.controlPlane().endpoint().toString(),
                                cluster.pki().algorithm().kubeadmName(),
                                kubernetes.podCidr().toString(),
                                kubernetes.serviceCidr().toString(),
                                kubernetes.dnsDomain(),
                                apiServerSans(cluster),
                                AuditPolicy.PATH,
                                AuditPolicy.LOG_DIRECTORY,
                                args(cluster, StaticPod.KUBE_APISERVER),
                                args(cluster, StaticPod.KUBE_CONTROLLER_MANAGER),
                                args(cluster, StaticPod.KUBE_SCHEDULER),
                                dns(cluster),
                                etcd(cluster))));
    }

    /** The KubeletConfiguration of the cluster: kprov's defaults below the inventory's keys. */
    public static Map<String, Object> kubeletConfiguration(Cluster cluster) {
        var kubernetes = cluster.kubernetes();
        var defaults =
                KUBELET.render(
                        new KubeletValues(
                                kubernetes.dnsAddress().toString(),
                                kubernetes.dnsDomain(),
                                KubeletFiles.SERVING_CERTIFICATE_PATH,
                                KubeletFiles.SERVING_KEY_PATH,
                                TlsPolicy.CIPHER_SUITES));
        return Merged.of(YamlText.parse(defaults), kubernetes.kubeletConfig());
    }

    /**
     * The KubeletConfiguration that a host's kubelet should run with: the cluster's and the host's
     * own. kubeadm adds keys of its own, so every key here must be there, not the reverse.
     *
     * @param size of the machine, on which reserved resources may depend
     */
    public static Map<String, Object> kubeletConfiguration(
            Cluster cluster, Host host, Optional<MachineSize> size) {
        return Merged.of(
                kubeletConfiguration(cluster), ownKubeletConfiguration(cluster, host, size));
    }

    /** What of it is not the cluster's: kubeadm takes it as a patch. */
    static Map<String, Object> ownKubeletConfiguration(
            Cluster cluster, Host host, Optional<MachineSize> size) {
        // kubeadm's own configuration always says true; only a patch can say otherwise.
        Map<String, Object> placed =
                cluster.pki().ca().isExternal(KubeletClients.PLACED)
                        ? Map.of("rotateCertificates", false)
                        : Map.of();
        return Merged.of(
                Merged.of(placed, ReservedResources.settings(host.reserved(), size)),
                host.kubeletConfig());
    }

    /** The KubeProxyConfiguration of the cluster. */
    public static Map<String, Object> kubeProxyConfiguration(Cluster cluster) {
        var kubernetes = cluster.kubernetes();
        var defaults = KUBE_PROXY.render(new KubeProxyValues(kubernetes.podCidr().toString()));
        return Merged.of(YamlText.parse(defaults), kubernetes.kubeProxyConfig());
    }

    /**
     * Names and addresses that every API server's certificate has beyond those that kubeadm adds
     * for its own host (docs/decisions/0026): the same whichever control planes there are.
     */
    public static List<String> apiServerSans(Cluster cluster) {
        var sans = new LinkedHashSet<String>();
        sans.add(cluster.controlPlane().endpoint().host());
        if (cluster.controlPlane().loadBalancer()
                instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)) {
            sans.add(vip.toString());
        }
        for (var host : cluster.loadBalancers()) {
            if (!host.has(Role.CONTROL_PLANE)) {
                sans.add(host.name());
                sans.add(host.address().toString());
            }
        }
        sans.add("localhost");
        sans.add("127.0.0.1");
        sans.addAll(cluster.kubernetes().apiServer().extraSans());
        return List.copyOf(sans);
    }

    /** ClusterConfiguration's {@code dns}; empty for the CoreDNS that kubeadm brings along. */
    private static Map<String, Object> dns(Cluster cluster) {
        return cluster.versions().containsKey("coredns")
                ? Map.of("imageTag", "v" + VersionTable.versions(cluster).coredns())
                : Map.of();
    }

    /**
     * ClusterConfiguration's {@code etcd}. The image is named only where the inventory has another
     * than kubeadm's: kubeadm keeps a name for good, whatever version it brings later.
     */
    static Map<String, Object> etcd(Cluster cluster) {
        return switch (cluster.controlPlane().etcd()) {
            case EtcdTopology.Stacked _ -> {
                var local = new LinkedHashMap<String, Object>();
                local.put("dataDir", "/var/lib/etcd");
                if (cluster.versions().containsKey("etcd")
                        || cluster.versions().containsKey("etcdImageTag")) {
                    local.put("imageTag", VersionTable.versions(cluster).etcdImageTag());
                }
                local.put("extraArgs", args(cluster, StaticPod.ETCD));
                yield Map.of("local", local);
            }
            case EtcdTopology.External _ -> {
                var external = new LinkedHashMap<String, Object>();
                external.put("endpoints", etcdEndpoints(cluster));
                external.put("caFile", "/etc/kubernetes/pki/etcd/ca.crt");
                external.put("certFile", "/etc/kubernetes/pki/apiserver-etcd-client.crt");
                external.put("keyFile", "/etc/kubernetes/pki/apiserver-etcd-client.key");
                yield Map.of("external", external);
            }
        };
    }

    private static List<String> etcdEndpoints(Cluster cluster) {
        return cluster.etcdMembers().stream().map(EtcdFiles::clientUrl).toList();
    }

    private static List<Map<String, String>> args(Cluster cluster, StaticPod pod) {
        return ControlPlaneArgs.list(ControlPlaneArgs.of(cluster, pod));
    }
}
