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

    private static final List<CertificateSpec> ROWS = rows();

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

    public static List<CertificateSpec> all() {
        return ROWS;
    }

    /** The CAs, which sign all the rest. */
    public static List<CertificateSpec> authorities() {
        return ROWS.stream().filter(CertificateSpec::isCa).toList();
    }

    public static Optional<CertificateSpec> find(String id) {
        return ROWS.stream().filter(row -> row.id().equals(id)).findFirst();
    }

    /** Every certificate below the CAs that a cluster needs: the cluster's own, then by node. */
    public static List<WantedCertificate> leaves(PkiRequest request) {
        List<WantedCertificate> wanted = new ArrayList<>();
        for (CertificateSpec row : ROWS) {
            if (!row.isCa() && row.isOnePerCluster()) {
                wanted.add(WantedCertificate.forCluster(row, request));
            }
        }
        for (PkiNode node : request.nodes()) {
            for (CertificateSpec row : ROWS) {
                if (!row.isCa() && node.holds(row.holder())) {
                    wanted.add(WantedCertificate.forNode(row, node, request));
                }
            }
        }
        return wanted;
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
