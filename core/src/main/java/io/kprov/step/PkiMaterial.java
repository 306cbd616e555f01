package io.kprov.step;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.render.HostFile;
import java.util.List;
import java.util.Optional;

/**
 * The cluster's keys and certificates as steps need them: what goes where, and what is still to be
 * made.
 */
public interface PkiMaterial {

    /** Whether a certificate authority was made before. */
    boolean exists();

    /** What is still to be made or made anew, in words; empty when the PKI fits the inventory. */
    List<String> pending();

    /** Why what is pending cannot be made: a key that must sign is lost. */
    default Optional<Problem> refusal() {
        return Optional.empty();
    }

    /** Files of the PKI that the host should have: certificates, keys and kubeconfigs. */
    List<PkiFile> files(Host host);

    /**
     * The kubeconfig that RBAC does not bind. {@code kubeadm init} needs it for its first call
     * (since 1.29); afterwards it stays with the operator.
     */
    HostFile superAdminConf();

    /** The cluster CA's certificate. */
    String caPem();

    /** {@code sha256:...} over the cluster CA's public key, for kubeadm's discovery. */
    String caHash();

    /** Makes for good what is pending. Idempotent. */
    void make();
}
