package io.kprov.certs;

import io.kprov.pki.CertificateCatalog;
import io.kprov.render.CaFiles;
import java.util.List;
import java.util.Optional;

/**
 * A file with certificates that a host should have.
 *
 * @param leaf what its own certificate is: a row of the catalog, or {@link
 *     CertificateCatalog#KUBELET_CLIENT}
 * @param trusts the CA whose certificates it holds, for those who check others with it
 * @param key where the private key of the first certificate is, which may be the file itself
 * @param consumers who uses it
 * @param maker who puts it there
 */
public record Place(
        String path,
        Optional<String> leaf,
        Optional<String> trusts,
        Optional<String> key,
        List<Consumer> consumers,
        Maker maker) {

    /** Who puts a file on a host. */
    public enum Maker {
        KPROV,
        KUBEADM,
        KUBELET
    }

    public Place {
        consumers = List.copyOf(consumers);
    }

    /** Whether private keys are in it, so that it is for root only. */
    boolean isSecret() {
        return key.filter(path::equals).isPresent() || path.endsWith(".conf");
    }

    /** Whether it is the certificate of a CA by itself. */
    boolean isAuthority() {
        return leaf.isEmpty() && !path.endsWith(".conf");
    }

    /** Whether it holds the one that signs, and is no list of those to trust. */
    boolean isSigner() {
        return path.equals(CaFiles.SIGNER_PATH);
    }

    /** What it is called: by its own certificate, else by what it trusts. */
    String name() {
        return leaf.or(() -> trusts).orElse(CertificateCatalog.CLUSTER_CA);
    }
}
