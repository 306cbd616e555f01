package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Key types that kubeadm, Go and openssl all read. Ed25519 is not among them: kubeadm refuses such
 * keys.
 */
public enum KeyAlgorithm {
    ECDSA_P256("ecdsa-p256", "ECDSA-P256"),
    ECDSA_P384("ecdsa-p384", "ECDSA-P384"),
    RSA_2048("rsa-2048", "RSA-2048"),
    RSA_3072("rsa-3072", "RSA-3072"),
    RSA_4096("rsa-4096", "RSA-4096");

    private final String inventoryName;
    private final String kubeadmName;

    KeyAlgorithm(String inventoryName, String kubeadmName) {
        this.inventoryName = inventoryName;
        this.kubeadmName = kubeadmName;
    }

    /** As written in the inventory. */
    public String inventoryName() {
        return inventoryName;
    }

    /** As kubeadm's {@code encryptionAlgorithm} spells it (kubeadm.k8s.io/v1beta4). */
    public String kubeadmName() {
        return kubeadmName;
    }

    public static Optional<KeyAlgorithm> fromName(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.inventoryName.equals(name))
                .findFirst();
    }

    /** Names that people try, and why {@link #fromName} knows no such algorithm. */
    public static Map<String, String> refused() {
        return Map.of("ed25519", "kubeadm reads only RSA and ECDSA keys");
    }

    KeyPair newKeyPair(SecureRandom random) {
        return switch (this) {
            case ECDSA_P256 -> KeyPairs.ec("secp256r1", random);
            case ECDSA_P384 -> KeyPairs.ec("secp384r1", random);
            case RSA_2048 -> KeyPairs.rsa(2048, random);
            case RSA_3072 -> KeyPairs.rsa(3072, random);
            case RSA_4096 -> KeyPairs.rsa(4096, random);
        };
    }
}
