package io.kprov.render;

import io.kprov.model.Cluster;
import io.kprov.pki.CaSource;
import io.kprov.pki.CaSource.KubeletClients;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Files of CAs on control planes that kubeadm does not know of, and what it is told of them: where
 * the cluster's CA is not kprov's own.
 */
public final class CaFiles {
    /** The CA that the cluster trusts; below an intermediate that one alone. */
    public static final String CA_PATH = "/etc/kubernetes/pki/ca.crt";

    /** The same with its chain up to the root, for clients that want one. */
    public static final String BUNDLE_PATH = "/etc/kubernetes/pki/ca-bundle.crt";

    /** Whose client certificates the API server takes, when kubelets have a CA of their own. */
    public static final String CLIENT_CAS_PATH = "/etc/kubernetes/pki/client-cas.crt";

    /**
     * The one certificate that the controller manager signs with: it takes no file with several,
     * and ca.crt has two during a rotation.
     */
    public static final String SIGNER_PATH = "/etc/kubernetes/pki/ca-signer.crt";

    public static final String KUBELET_CA_PATH = "/etc/kubernetes/pki/kubelet-ca.crt";
    public static final String KUBELET_CA_KEY_PATH = "/etc/kubernetes/pki/kubelet-ca.key";

    /** All of them but kubeadm's own. */
    public static final Set<String> MORE =
            Set.of(BUNDLE_PATH, SIGNER_PATH, CLIENT_CAS_PATH, KUBELET_CA_PATH, KUBELET_CA_KEY_PATH);

    private CaFiles() {}

    /** What programs of the operating system check the API server against, on a control plane. */
    public static String trustPath(Cluster cluster) {
        return cluster.pki().ca() instanceof CaSource.Made ? CA_PATH : BUNDLE_PATH;
    }

    /** Name (without dashes) to value, for the command line of a static pod. */
    static Map<String, String> args(Cluster cluster, StaticPod pod) {
        var source = cluster.pki().ca();
        boolean intermediate = source.isExternal(KubeletClients.INTERMEDIATE);
        var args = new LinkedHashMap<String, String>();
        switch (pod) {
            case KUBE_APISERVER -> {
                if (intermediate) {
                    args.put("client-ca-file", CLIENT_CAS_PATH);
                }
            }
            case KUBE_CONTROLLER_MANAGER -> {
                if (!(source instanceof CaSource.External)) {
                    args.put("cluster-signing-cert-file", SIGNER_PATH);
                }
                // Signs for kubelets with it, and for nobody else: kubeadm leaves the other signers
                // off when the CA's key is not there.
                if (intermediate) {
                    args.put("cluster-signing-kubelet-client-cert-file", KUBELET_CA_PATH);
                    args.put("cluster-signing-kubelet-client-key-file", KUBELET_CA_KEY_PATH);
                }
                // Pods get it: OpenSSL's clients want the chain up to the root.
                if (!(source instanceof CaSource.Made)) {
                    args.put("root-ca-file", BUNDLE_PATH);
                }
            }
            case KUBE_SCHEDULER, ETCD -> {}
        }
        return args;
    }
}
