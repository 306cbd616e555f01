package io.kprov.pki;

import static io.kprov.pki.CertificateSpec.NODE_NAME;
import static io.kprov.pki.Holder.CONTROL_PLANE;
import static io.kprov.pki.Holder.ETCD_MEMBER;
import static io.kprov.pki.Holder.EVERY_NODE;
import static io.kprov.pki.Holder.FIRST_CONTROL_PLANE;
import static io.kprov.pki.Holder.OPERATOR;
import static io.kprov.pki.SanSource.API_SERVER;
import static io.kprov.pki.SanSource.MEMBER;
import static io.kprov.pki.SanSource.NODE;
import static io.kprov.pki.SanSource.NONE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole PKI of a cluster as one table, with kubeadm's own names (Kubernetes 1.29 and later). A
 * new certificate is a new row. Beside it there is one pair without a certificate: {@code sa.key}
 * and {@code sa.pub}, which sign and check service account tokens.
 */
public final class CertificateCatalog {
    public static final String CLUSTER_CA = "ca";
    public static final String FRONT_PROXY_CA = "front-proxy-ca";
    public static final String ETCD_CA = "etcd/ca";

    private static final List<Usage> SERVER = List.of(Usage.SERVER_AUTH);
    private static final List<Usage> CLIENT = List.of(Usage.CLIENT_AUTH);
    // etcd dials its own listener with its serving certificate, so that one is a client as well.
    private static final List<Usage> BOTH = List.of(Usage.SERVER_AUTH, Usage.CLIENT_AUTH);

    /** Below an external CA, in the mode of that name: it signs kubelets' certificates alone. */
    public static final String KUBELET_CA = "kubelet-ca";

    /** Signed by the controller manager; below an external CA, in the mode "placed", by that CA. */
    public static final String KUBELET_CLIENT = "kubelet-client";

    private static final List<CertificateSpec> ROWS = rows();
    private static final CertificateSpec KUBELET_CA_ROW = kubeletCa();
    private static final CertificateSpec KUBELET_CLIENT_ROW =
            client(KUBELET_CLIENT, "system:node:" + NODE_NAME, CLUSTER_CA)
                    .to("let a kubelet call the API")
                    .in("system:nodes")
                    .heldBy(EVERY_NODE);

    private CertificateCatalog() {}

    private static List<CertificateSpec> rows() {
        return List.of(
                // CAs: id, common name, who has the key
                ca("ca", "kubernetes", CONTROL_PLANE).to("sign what the API trusts"),
                ca("front-proxy-ca", "front-proxy-ca", OPERATOR).to("sign the API's own proxy"),
                ca("etcd/ca", "etcd-ca", OPERATOR).to("sign what etcd trusts"),
                // pairs: id, common name, signer, usages, alternative names, who has the key
                pair("apiserver", "kube-apiserver", "ca", SERVER, API_SERVER, CONTROL_PLANE)
                        .to("serve the API"),
                pair("etcd/server", NODE_NAME, "etcd/ca", BOTH, MEMBER, ETCD_MEMBER)
                        .to("serve etcd"),
                pair("etcd/peer", NODE_NAME, "etcd/ca", BOTH, MEMBER, ETCD_MEMBER)
                        .to("let etcd members talk to each other"),
                pair("kubelet-serving", "system:node:" + NODE_NAME, "ca", SERVER, NODE, EVERY_NODE)
                        .to("serve logs, exec and metrics of a node")
                        .in("system:nodes"),
                // client pairs: id, common name, signer; of control planes unless it says otherwise
                client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "ca")
                        .to("let the API server call kubelets")
                        .in("kubeadm:cluster-admins"),
                client("front-proxy-client", "front-proxy-client", "front-proxy-ca")
                        .to("let the API server call API extensions for a user"),
                client("apiserver-etcd-client", "kube-apiserver-etcd-client", "etcd/ca")
                        .to("let the API server call etcd"),
                client("etcd/healthcheck-client", "kube-etcd-healthcheck-client", "etcd/ca")
                        .heldBy(ETCD_MEMBER)
                        .to("probe and back up etcd"),
                // kubeconfigs with a client certificate: id, common name, who has the key
                kubeconfig("admin.conf", "kubernetes-admin", CONTROL_PLANE)
                        .to("administer under RBAC")
                        .in("kubeadm:cluster-admins"),
                kubeconfig("super-admin.conf", "kubernetes-super-admin", FIRST_CONTROL_PLANE)
                        .to("break the glass: RBAC does not bind it")
                        .in("system:masters"),
                kubeconfig(
                                "controller-manager.conf",
                                "system:kube-controller-manager",
                                CONTROL_PLANE)
                        .to("let the controller manager call the API"),
                kubeconfig("scheduler.conf", "system:kube-scheduler", CONTROL_PLANE)
                        .to("let the scheduler call the API"));
    }

    /** The rows of every cluster. */
    public static List<CertificateSpec> all() {
        return ROWS;
    }

    /** Those that there are with an external CA alone. */
    private static List<CertificateSpec> more(CaSource source) {
        return switch (source) {
            case CaSource.Made _ -> List.of();
            case CaSource.Brought _ -> List.of();
            case CaSource.External(var kubelets) ->
                    switch (kubelets) {
                        case INTERMEDIATE -> List.of(KUBELET_CA_ROW);
                        case PLACED -> List.of(KUBELET_CLIENT_ROW);
                    };
        };
    }

    /** The CAs, which sign all the rest. */
    public static List<CertificateSpec> authorities() {
        return ROWS.stream().filter(CertificateSpec::isCa).toList();
    }

    public static Optional<CertificateSpec> find(String id) {
        return Stream.concat(ROWS.stream(), Stream.of(KUBELET_CA_ROW, KUBELET_CLIENT_ROW))
                .filter(row -> row.id().equals(id))
                .findFirst();
    }

    /** Every certificate below the CAs that a cluster needs: the cluster's own, then by node. */
    public static List<WantedCertificate> leaves(PkiRequest request) {
        List<CertificateSpec> rows = new ArrayList<>(ROWS);
        rows.removeIf(CertificateSpec::isCa);
        rows.addAll(more(request.source()));
        List<WantedCertificate> wanted = new ArrayList<>();
        for (CertificateSpec row : rows) {
            if (row.isOnePerCluster()) {
                wanted.add(WantedCertificate.forCluster(row, request));
            }
        }
        for (PkiNode node : request.nodes()) {
            for (CertificateSpec row : rows) {
                if (!row.isOnePerCluster() && node.holds(row.holder())) {
                    wanted.add(WantedCertificate.forNode(row, node, request));
                }
            }
        }
        return wanted;
    }

    /** How many CAs one after the other there are to be below a CA. */
    static int authoritiesBelow(String ca, PkiRequest request) {
        return (int)
                more(request.source()).stream()
                        .filter(row -> row.isCa() && row.isSignedBy(ca))
                        .count();
    }

    /** What the leaves below a CA are for. */
    static Set<Usage> usagesBelow(String ca, PkiRequest request) {
        return Stream.concat(ROWS.stream(), more(request.source()).stream())
                .filter(row -> row.isSignedBy(ca))
                .flatMap(row -> row.usages().stream())
                .collect(Collectors.toSet());
    }

    /** What a kubelet's client certificate should say, whoever signs it. */
    public static WantedCertificate kubeletClient(PkiNode node, PkiRequest request) {
        return WantedCertificate.forNode(KUBELET_CLIENT_ROW, node, request);
    }

    private static CertificateSpec ca(String id, String commonName, Holder holder) {
        return new CertificateSpec(
                id,
                "",
                commonName,
                List.of(),
                new Signer.SelfSigned(),
                List.of(),
                SanSource.COMMON_NAME,
                LifetimeClass.CA,
                holder,
                CertificateForm.PAIR);
    }

    private static CertificateSpec kubeletCa() {
        return new CertificateSpec(
                KUBELET_CA,
                "sign kubelets' client certificates, and nothing else",
                KUBELET_CA,
                List.of(),
                new Signer.SignedBy(CLUSTER_CA),
                List.of(),
                NONE,
                LifetimeClass.CA,
                CONTROL_PLANE,
                CertificateForm.PAIR);
    }

    private static CertificateSpec client(String id, String commonName, String ca) {
        return pair(id, commonName, ca, CLIENT, NONE, CONTROL_PLANE);
    }

    private static CertificateSpec pair(
            String id,
            String commonName,
            String ca,
            List<Usage> usages,
            SanSource names,
            Holder holder) {
        return new CertificateSpec(
                id,
                "",
                commonName,
                List.of(),
                new Signer.SignedBy(ca),
                usages,
                names,
                LifetimeClass.LEAF,
                holder,
                CertificateForm.PAIR);
    }

    private static CertificateSpec kubeconfig(String id, String commonName, Holder holder) {
        return new CertificateSpec(
                id,
                "",
                commonName,
                List.of(),
                new Signer.SignedBy(CLUSTER_CA),
                CLIENT,
                NONE,
                LifetimeClass.LEAF,
                holder,
                CertificateForm.KUBECONFIG);
    }
}
