package io.kprov.pki;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The PKI that a cluster should have.
 *
 * @param keyAlgorithm for keys made from now on; keys that exist stay
 * @param caLifetime of new CAs
 * @param leafLifetime of everything else
 * @param source where its CAs come from
 * @param nodes in inventory order, which is the order of names in certificates
 */
public record PkiRequest(
        KeyAlgorithm keyAlgorithm,
        Duration caLifetime,
        Duration leafLifetime,
        CaSource source,
        List<PkiNode> nodes,
        ApiServerNames apiServer) {
    /** With CAs that kprov makes. */
    public PkiRequest(
            KeyAlgorithm keyAlgorithm,
            Duration caLifetime,
            Duration leafLifetime,
            List<PkiNode> nodes,
            ApiServerNames apiServer) {
        this(keyAlgorithm, caLifetime, leafLifetime, new CaSource.Made(), nodes, apiServer);
    }

    public PkiRequest {
        nodes = List.copyOf(nodes);
        requirePositive("CA", caLifetime);
        requirePositive("leaf", leafLifetime);
        Set<String> seen = new HashSet<>();
        for (PkiNode node : nodes) {
            if (!seen.add(node.name())) {
                throw new IllegalArgumentException("two nodes are called " + node.name());
            }
        }
    }

    Duration lifetime(LifetimeClass lifetimeClass) {
        return switch (lifetimeClass) {
            case CA -> caLifetime;
            case LEAF -> leafLifetime;
        };
    }

    private static void requirePositive(String what, Duration lifetime) {
        if (lifetime.compareTo(Duration.ZERO) <= 0) {
            throw new IllegalArgumentException(what + " lifetime is not positive: " + lifetime);
        }
    }
}
