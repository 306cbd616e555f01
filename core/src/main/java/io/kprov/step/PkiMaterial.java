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

    /**
     * What an external CA has still to sign, in words; empty when nothing keeps an apply from it.
     */
    default List<String> unsigned() {
        return List.of();
    }

    /**
     * Kubeconfigs of the kubelet for kubeadm to find, on the way to their place: where the key that
     * it would sign the first one with is elsewhere. Empty where kubeadm makes its own.
     */
    default List<PkiFile> kubeletConfs(Host host) {
        return List.of();
    }

    /**
     * A copy of all that the operator has of it, closed with a certificate; empty where there is
     * nothing. While something is pending its digest is that of no copy.
     *
     * @param certificate as PEM
     */
    default Optional<SealedCopy> copy(String certificate) {
        return Optional.empty();
    }

    /** Files of the PKI that the host should have: certificates, keys and kubeconfigs. */
    List<PkiFile> files(Host host);

    /**
     * The kubeconfig that RBAC does not bind. {@code kubeadm init} needs it for its first call
     * (since 1.29); afterwards it stays with the operator.
     */
    HostFile superAdminConf();

    /** {@code ca.crt}, as every node has it: the CA that the cluster's own programs trust. */
    PkiFile clusterCa();

    /**
     * A new client certificate with its key for a kubelet whose own is of a CA that signs no more;
     * made anew at each call, and empty in a plan whose PKI is still to be made.
     */
    PkiFile kubeletClient(Host host);

    /** {@code kid} in the header of service account tokens that are signed now. */
    String tokenKeyId();

    /** What clients check the API server against: the cluster CA, and its chain if there is one. */
    String caPem();

    /** {@code sha256:...} over the cluster CA's public key, for kubeadm's discovery. */
    String caHash();

    /** Makes for good what is pending. Idempotent. */
    void make();
}
