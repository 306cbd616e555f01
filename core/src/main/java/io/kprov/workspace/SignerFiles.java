package io.kprov.workspace;

import io.kprov.certs.PkiPaths;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.ClusterPki;
import io.kprov.render.CaFiles;
import io.kprov.step.PkiFile;
import java.util.List;

/**
 * What the controller manager signs the kubelets' client certificates with, and whom clients trust:
 * on control planes, beside the CAs' certificates.
 */
final class SignerFiles {
    private static final String CA = CertificateCatalog.CLUSTER_CA;
    private static final String KUBELET_CA = CertificateCatalog.KUBELET_CA;

    private SignerFiles() {}

    static List<PkiFile> of(CaSource source, ClusterPki pki) {
        return switch (source) {
            case CaSource.Made _ -> List.of(signer(pki), caKey(pki));
            case CaSource.Brought _ -> List.of(bundle(pki), signer(pki), caKey(pki));
            case CaSource.External(var kubelets) ->
                    switch (kubelets) {
                        case INTERMEDIATE ->
                                List.of(
                                        bundle(pki),
                                        clients(pki),
                                        kubeletCa(pki),
                                        kubeletCaKey(pki));
                        case PLACED -> List.of(bundle(pki));
                    };
        };
    }

    private static PkiFile signer(ClusterPki pki) {
        return PkiPlaces.certificate(
                CaFiles.SIGNER_PATH, pki.signerPem(CA), "CA certificate kubernetes, which signs");
    }

    private static PkiFile caKey(ClusterPki pki) {
        return PkiPlaces.key(PkiPaths.PKI + "ca.key", pki.caKeyPem(CA), "key of CA kubernetes");
    }

    private static PkiFile bundle(ClusterPki pki) {
        return PkiPlaces.certificate(
                CaFiles.BUNDLE_PATH, pki.trustPem(CA), "CA certificate kubernetes with its chain");
    }

    private static PkiFile clients(ClusterPki pki) {
        return PkiPlaces.certificate(
                CaFiles.CLIENT_CAS_PATH,
                pki.caPem(CA) + pki.caPem(KUBELET_CA),
                "CA certificates of the API's clients");
    }

    private static PkiFile kubeletCa(ClusterPki pki) {
        return PkiPlaces.certificate(
                CaFiles.KUBELET_CA_PATH, pki.caPem(KUBELET_CA), "CA certificate " + KUBELET_CA);
    }

    private static PkiFile kubeletCaKey(ClusterPki pki) {
        return PkiPlaces.key(
                CaFiles.KUBELET_CA_KEY_PATH, pki.caKeyPem(KUBELET_CA), "key of CA " + KUBELET_CA);
    }
}
