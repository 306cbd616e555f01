package io.kprov.certs;

import io.kprov.pki.CertificateForm;
import io.kprov.pki.CertificateSpec;
import io.kprov.render.KubeletFiles;

/** Where the catalog's certificates lie on hosts: kubeadm's layout. */
public final class PkiPaths {
    public static final String PKI = "/etc/kubernetes/pki/";
    public static final String KUBECONFIGS = "/etc/kubernetes/";

    private static final String KUBELET_SERVING = "kubelet-serving";

    private PkiPaths() {}

    /** The file with the certificate: a kubeconfig's is in the kubeconfig. */
    public static String certificate(CertificateSpec spec) {
        if (spec.form() == CertificateForm.KUBECONFIG) {
            return KUBECONFIGS + spec.id();
        }
        return spec.id().equals(KUBELET_SERVING)
                ? KubeletFiles.SERVING_CERTIFICATE_PATH
                : PKI + spec.id() + ".crt";
    }

    /** The file with its private key. */
    public static String key(CertificateSpec spec) {
        if (spec.form() == CertificateForm.KUBECONFIG) {
            return KUBECONFIGS + spec.id();
        }
        return spec.id().equals(KUBELET_SERVING)
                ? KubeletFiles.SERVING_KEY_PATH
                : PKI + spec.id() + ".key";
    }
}
