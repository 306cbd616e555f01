package io.kprov.workspace;

import io.kprov.certs.PkiPaths;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.model.Role;
import io.kprov.pki.ApiServerNames;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.Kubeconfig;
import io.kprov.pki.PkiNode;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.WantedCertificate;
import io.kprov.render.EtcdFiles;
import io.kprov.render.HostFile;
import io.kprov.step.PkiFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which file of the PKI goes on which host. */
final class PkiPlaces {
    private static final String SUPER_ADMIN = "super-admin.conf";

    private final Cluster cluster;
    private final PkiRequest request;

    PkiPlaces(Cluster cluster, PkiRequest request) {
        this.cluster = cluster;
        this.request = request;
    }

    /** All that hosts get, by host name. */
    record Files(
            Map<String, List<PkiFile>> byHost,
            Map<String, List<PkiFile>> kubeletConfs,
            HostFile superAdminConf,
            PkiFile clusterCa,
            String tokenKeyId,
            String caPem,
            String caHash) {
        List<PkiFile> of(Host host) {
            return byHost.getOrDefault(host.name(), List.of());
        }

        List<PkiFile> kubeletConfs(Host host) {
            return kubeletConfs.getOrDefault(host.name(), List.of());
        }

        @Override
        public String toString() {
            return "Files" + byHost.keySet();
        }
    }

    PkiFile kubeletClient(ClusterPki pki, Host host) {
        return new KubeletIdentities(cluster, request).replacement(pki, host);
    }

    /** The certificates that the inventory asks for. */
    static PkiRequest request(Cluster cluster) {
        var nodes =
                cluster.nodesAndMembers().stream()
                        .map(host ->
                                new PkiNode(
                                        host.name(),
                                        host.address().toString(),
                                        host.has(Role.CONTROL_PLANE),
                                        cluster.isEtcdMember(host),
                                        host.isNode()))
                        .toList();
        return new PkiRequest(
                cluster.pki().algorithm(),
                cluster.pki().caLifetime(),
                cluster.pki().leafLifetime(),
                cluster.pki().ca(),
                nodes,
                names(cluster));
    }

    private static ApiServerNames names(Cluster cluster) {
        var others = new ArrayList<String>();
        if (cluster.controlPlane().loadBalancer()
                instanceof LoadBalancer.HaproxyKeepalived(var vip, _, _)) {
            others.add(vip.toString());
        }
        // One on a control plane is not dialled by its name: that is its own API server's, on its
        // own
        // port. So no certificate has the names of other control planes, which come and go.
        cluster.loadBalancers().stream()
                .filter(host -> !host.has(Role.CONTROL_PLANE))
                .forEach(host -> others.addAll(List.of(host.name(), host.address().toString())));
        others.addAll(cluster.kubernetes().apiServer().extraSans());
        return new ApiServerNames(
                cluster.kubernetes().dnsDomain(),
                cluster.kubernetes().serviceCidr().address(1).toString(),
                cluster.controlPlane().endpoint().host(),
                others);
    }

    Files files(ClusterPki pki) {
        var leaves =
                CertificateCatalog.leaves(request).stream()
                        .filter(wanted -> wanted.node().isPresent())
                        .collect(Collectors.groupingBy(wanted -> wanted.node().get()));
        var byHost = new LinkedHashMap<String, List<PkiFile>>();
        var kubeletConfs = new LinkedHashMap<String, List<PkiFile>>();
        var kubelets = new KubeletIdentities(cluster, request);
        for (Host host : cluster.hosts()) {
            var files = new ArrayList<PkiFile>();
            if (host.has(Role.CONTROL_PLANE)) {
                shared(pki, files);
                superAdminStandIn(pki).ifPresent(files::add);
            } else if (cluster.isEtcdMember(host)) {
                files.add(
                        authority(
                                CertificateCatalog.find(CertificateCatalog.ETCD_CA).orElseThrow(),
                                pki));
            }
            leaves.getOrDefault(host.name(), List.of())
                    .forEach(wanted -> leaf(pki, host, wanted, files));
            byHost.put(host.name(), List.copyOf(files));
            kubeletConfs.put(host.name(), kubelets.confs(pki, host));
        }
        return new Files(
                byHost,
                kubeletConfs,
                kubeconfig(pki, SUPER_ADMIN, "kubernetes-super-admin", endpoint(), ""),
                authority(
                        CertificateCatalog.find(CertificateCatalog.CLUSTER_CA).orElseThrow(), pki),
                pki.tokenKeyId(),
                pki.trustPem(CertificateCatalog.CLUSTER_CA),
                pki.caHash());
    }

    /**
     * Without the CA's key on the host, every phase of {@code kubeadm init} wants to see a
     * super-admin.conf. Its credentials stay with the operator all the same.
     */
    private Optional<PkiFile> superAdminStandIn(ClusterPki pki) {
        String text =
                Kubeconfig.renderWithoutCredentials(
                        cluster.name(),
                        endpoint(),
                        pki.caPem(CertificateCatalog.CLUSTER_CA),
                        "kubernetes-super-admin");
        return cluster.pki().ca() instanceof CaSource.External
                ? Optional.of(
                        new PkiFile(
                                HostFile.secret(PkiPaths.KUBECONFIGS + SUPER_ADMIN, text),
                                "super-admin.conf without credentials, for kubeadm"))
                : Optional.empty();
    }

    /**
     * The same on every control plane. The keys of the etcd and front-proxy CAs stay with the
     * operator.
     */
    private void shared(ClusterPki pki, List<PkiFile> files) {
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            files.add(authority(ca, pki));
        }
        files.addAll(SignerFiles.of(cluster.pki().ca(), pki));
        var serviceAccounts = pki.serviceAccountKeys();
        files.add(
                key(
                        PkiPaths.PKI + "sa.key",
                        serviceAccounts.privateKeyPem(),
                        "key that signs service account tokens"));
        files.add(
                new PkiFile(
                        new HostFile(
                                PkiPaths.PKI + "sa.pub",
                                "0600",
                                "root:root",
                                bytes(serviceAccounts.publicKeyPem()),
                                HostFile.Visibility.SECRET),
                        "key that checks service account tokens"));
    }

    private static PkiFile authority(CertificateSpec ca, ClusterPki pki) {
        return certificate(
                PkiPaths.certificate(ca), pki.caPem(ca.id()), "CA certificate " + ca.commonName());
    }

    private void leaf(ClusterPki pki, Host host, WantedCertificate wanted, List<PkiFile> files) {
        var spec = wanted.spec();
        String meaning = spec.id() + ": " + wanted.subject() + ", names " + wanted.names();
        if (spec.id().equals(CertificateCatalog.KUBELET_CLIENT)) {
            files.add(KubeletIdentities.client(pki, host, meaning));
            return;
        }
        switch (spec.form()) {
            case PAIR -> {
                var pair = pki.certificate(spec.id(), host.name());
                files.add(
                        certificate(
                                PkiPaths.certificate(spec),
                                pair.certificatePem(),
                                "certificate " + meaning));
                files.add(key(host, spec, pair.privateKeyPem(), "key of " + meaning));
            }
            case KUBECONFIG -> {
                // kubeadm's choice: what runs beside an API server talks to that one, people go
                // through the load balancer.
                String server =
                        spec.id().equals("admin.conf") ? endpoint() : ControlPlane.apiServer(host);
                files.add(
                        new PkiFile(
                                kubeconfig(
                                        pki,
                                        spec.id(),
                                        wanted.subject().commonName(),
                                        server,
                                        host.name()),
                                "kubeconfig " + meaning + ", server " + server));
            }
        }
    }

    private HostFile kubeconfig(
            ClusterPki pki, String id, String user, String server, String node) {
        String text =
                Kubeconfig.render(
                        cluster.name(),
                        server,
                        pki.caPem(CertificateCatalog.CLUSTER_CA),
                        user,
                        pki.certificate(id, node));
        var spec = CertificateCatalog.find(id).orElseThrow();
        return HostFile.secret(PkiPaths.certificate(spec), text);
    }

    private String endpoint() {
        return "https://" + cluster.controlPlane().endpoint();
    }

    static PkiFile certificate(String path, String pem, String meaning) {
        return new PkiFile(
                new HostFile(path, "0644", "root:root", bytes(pem), HostFile.Visibility.SECRET),
                meaning);
    }

    /** A key is root's, but one that etcd's own user reads is its group's too. */
    private PkiFile key(Host host, CertificateSpec spec, String pem, String meaning) {
        String path = PkiPaths.key(spec);
        return EtcdFiles.isKeyOfEtcd(cluster, host, path)
                ? new PkiFile(
                        new HostFile(
                                path,
                                EtcdFiles.KEY_MODE,
                                EtcdFiles.KEY_OWNER,
                                bytes(pem),
                                HostFile.Visibility.SECRET),
                        meaning)
                : key(path, pem, meaning);
    }

    static PkiFile key(String path, String pem, String meaning) {
        return new PkiFile(HostFile.secret(path, pem), meaning);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
