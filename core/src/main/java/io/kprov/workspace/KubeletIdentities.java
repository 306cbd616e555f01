package io.kprov.workspace;

import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.Kubeconfig;
import io.kprov.pki.PkiRequest;
import io.kprov.render.HostFile;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.step.PkiFile;
import io.kprov.step.node.TrustCa;
import java.util.List;

/** Who a kubelet is to the API where kubeadm cannot give it a certificate: no host has ca.key. */
final class KubeletIdentities {
    private final Cluster cluster;
    private final PkiRequest request;

    KubeletIdentities(Cluster cluster, PkiRequest request) {
        this.cluster = cluster;
        this.request = request;
    }

    /** Certificate and key in one file, as the kubelet itself keeps them. */
    static PkiFile client(ClusterPki pki, Host host, String meaning) {
        var pair = pki.certificate(CertificateCatalog.KUBELET_CLIENT, host.name());
        return new PkiFile(
                HostFile.secret(
                        KubeletFiles.CLIENT_PATH, pair.certificatePem() + pair.privateKeyPem()),
                "certificate and key of " + meaning);
    }

    /** One that a kubelet takes up which has one of another CA. */
    PkiFile replacement(ClusterPki pki, Host host) {
        var pair = pki.kubeletClient(CertificateCatalog.CLUSTER_CA, host.name(), request);
        return new PkiFile(
                HostFile.secret(TrustCa.pairPath(), pair.certificatePem() + pair.privateKeyPem()),
                "certificate and key of the kubelet, " + user(host));
    }

    List<PkiFile> confs(ClusterPki pki, Host host) {
        return cluster.pki().ca() instanceof CaSource.External(var kubelets) && host.isNode()
                ? switch (kubelets) {
                    case INTERMEDIATE -> first(pki, host);
                    case PLACED -> placed(pki, host);
                }
                : List.of();
    }

    /** For init only; who joins gets a certificate for a token. */
    private List<PkiFile> first(ClusterPki pki, Host host) {
        if (!host.has(Role.CONTROL_PLANE)) {
            return List.of();
        }
        String text =
                Kubeconfig.render(
                        cluster.name(),
                        ControlPlane.apiServer(host),
                        pki.caPem(CertificateCatalog.CLUSTER_CA),
                        user(host),
                        pki.kubeletClient(CertificateCatalog.KUBELET_CA, host.name(), request));
        return List.of(
                new PkiFile(
                        HostFile.secret(KubeadmFiles.KUBELET_CONF_PATH, text),
                        "kubeconfig of the first kubelet, for kubeadm init"));
    }

    private List<PkiFile> placed(ClusterPki pki, Host host) {
        String endpoint = "https://" + cluster.controlPlane().endpoint();
        // As kubeadm has it: a kubelet beside an API server talks to that one.
        String server = host.has(Role.CONTROL_PLANE) ? ControlPlane.apiServer(host) : endpoint;
        return List.of(
                new PkiFile(
                        conf(KubeadmFiles.KUBELET_CONF_PATH, pki, host, server),
                        "kubeconfig of the kubelet, server " + server),
                new PkiFile(
                        conf(KubeadmFiles.DISCOVERY_PATH, pki, host, endpoint),
                        "how kubeadm reaches the API"));
    }

    private HostFile conf(String path, ClusterPki pki, Host host, String server) {
        return HostFile.secret(
                path,
                Kubeconfig.renderWithFile(
                        cluster.name(),
                        server,
                        pki.caPem(CertificateCatalog.CLUSTER_CA),
                        user(host),
                        KubeletFiles.CLIENT_PATH));
    }

    private static String user(Host host) {
        return "system:node:" + host.name();
    }
}
