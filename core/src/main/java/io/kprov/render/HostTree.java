package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.model.MachineSize;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.pki.CaSource.KubeletClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every file that kprov writes to one host, certificates and kubeconfigs apart; what {@code kprov
 * render} shows. Start here.
 */
public final class HostTree {

    /**
     * What is not in the inventory and may not be known yet. An empty component becomes a named
     * placeholder in the files.
     *
     * @param caPem the cluster's CA certificate
     * @param caHash {@code sha256:} and the digest of the CA's public key
     * @param joinToken a bootstrap token
     * @param keepalivedInterface the interface that has the host's address
     * @param keepalivedPassword eight characters, one for all load balancers
     * @param pki the host's certificates, keys and kubeconfigs, whose digests static pods carry
     * @param size the machine's, from which reserved resources may be computed
     */
    public record Unknowns(
            Optional<String> caPem,
            Optional<String> caHash,
            Optional<Secret> joinToken,
            Optional<String> keepalivedInterface,
            Optional<Secret> keepalivedPassword,
            List<HostFile> pki,
            Optional<MachineSize> size) {

        /** With a machine that nobody looked at. */
        public Unknowns(
                Optional<String> caPem,
                Optional<String> caHash,
                Optional<Secret> joinToken,
                Optional<String> keepalivedInterface,
                Optional<Secret> keepalivedPassword,
                List<HostFile> pki) {
            this(
                    caPem,
                    caHash,
                    joinToken,
                    keepalivedInterface,
                    keepalivedPassword,
                    pki,
                    Optional.empty());
        }

        /** Before anything is made or seen. */
        public static Unknowns none() {
            return new Unknowns(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }
    }

    private HostTree() {}

    /** The files in the order in which an install writes them. */
    public static List<HostFile> of(
            Cluster cluster, Host host, ComponentVersions versions, Unknowns unknowns) {
        var files = new ArrayList<HostFile>(OsFiles.files(cluster, host));
        if (cluster.isLoadBalancer(host)) {
            files.addAll(loadBalancer(cluster, host, unknowns));
        }
        if (cluster.isExternalMember(host)) {
            files.addAll(EtcdFiles.files(cluster, host, versions.etcd()));
        }
        if (host.isNode()) {
            files.addAll(ContainerdFiles.files(cluster, versions));
            files.addAll(KubeletFiles.files());
            files.addAll(kubeadm(cluster, host, unknowns));
        }
        if (cluster.isEtcdMember(host)) {
            files.addAll(BackupFiles.files(cluster, host));
        }
        return List.copyOf(files);
    }

    private static List<HostFile> loadBalancer(Cluster cluster, Host host, Unknowns unknowns) {
        return switch (cluster.controlPlane().loadBalancer()) {
            case LoadBalancer.HaproxyKeepalived balancer -> {
                var files =
                        new ArrayList<HostFile>(
                                HaproxyFiles.files(cluster, host, unknowns.caPem()));
                files.addAll(
                        KeepalivedFiles.files(
                                cluster,
                                balancer,
                                host,
                                unknowns.keepalivedInterface(),
                                unknowns.keepalivedPassword()));
                yield files;
            }
            case LoadBalancer.External _, LoadBalancer.None _ -> List.of();
        };
    }

    private static List<HostFile> kubeadm(Cluster cluster, Host host, Unknowns unknowns) {
        var files = new ArrayList<HostFile>();
        if (host.has(Role.CONTROL_PLANE)) {
            files.add(AuditPolicy.file(cluster));
            ConfigDigests.of(cluster, unknowns.pki())
                    .forEach((pod, digest) -> files.add(KubeadmFiles.patch(pod, digest)));
        }
        files.add(KubeadmFiles.kubeletPatch(cluster, host, unknowns.size()));
        files.add(KubeadmFiles.upgrade(cluster));
        files.add(
                host.equals(cluster.controlPlanes().getFirst())
                        ? KubeadmFiles.init(cluster, host)
                        : join(cluster, host, unknowns));
        return files;
    }

    private static HostFile join(Cluster cluster, Host host, Unknowns unknowns) {
        return cluster.pki().ca().isExternal(KubeletClients.PLACED)
                ? KubeadmFiles.joinWithCertificate(cluster, host)
                : KubeadmFiles.join(
                        cluster,
                        host,
                        unknowns.joinToken().orElse(new Secret("{{token}}")),
                        unknowns.caHash().orElse("{{hash of the CA's public key}}"));
    }
}
