package io.kprov.facts;

import java.time.Instant;
import java.util.Optional;

/**
 * A file with certificates or a private key on a host, in its public parts.
 *
 * @param mode four octal digits
 * @param owner {@code user:group}
 * @param modified when its content was last written
 * @param changed when it was last touched in any way: content, mode, owner, name
 * @param certificates the PEM blocks of its own certificates; for a kubeconfig the client's
 * @param trusted the PEM blocks that a kubeconfig trusts
 * @param key of the private key in it, if there is one
 */
public record CertificateFile(
        String path,
        String mode,
        String owner,
        Instant modified,
        Instant changed,
        String sha256,
        String certificates,
        String trusted,
        Optional<Key> key) {

    /**
     * What can be told of a private key without moving it.
     *
     * @param sha256 of its PEM text
     * @param publicKey its other half
     */
    public record Key(String sha256, PublicKey publicKey) {}

    /** The other half of a private key. */
    public sealed interface PublicKey {
        /** Its SubjectPublicKeyInfo has this SHA-256, in hex. */
        record Known(String sha256) implements PublicKey {}

        /** There is no openssl on the host to find it. */
        record NotAsked() implements PublicKey {}

        /** openssl cannot read the private key. */
        record Unreadable() implements PublicKey {}
    }
}
