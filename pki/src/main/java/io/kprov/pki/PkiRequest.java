package io.kprov.pki;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The PKI that a cluster should have.
 *
 * @param keyAlgorithm for keys made from now on; keys that exist stay
 * @param caLifetime of new CAs
 * @param leafLifetime of everything else
 * @param source where its CAs come from
 * @param nodes in inventory order, which is the order of names in certificates
 * @param renewal of certificates that would still do
 * @param rotating what is to get a successor: one of {@link Rotation#IDS}
 */
public record PkiRequest(
        KeyAlgorithm keyAlgorithm,
        Duration caLifetime,
        Duration leafLifetime,
        CaSource source,
        List<PkiNode> nodes,
        ApiServerNames apiServer,
        Optional<Renewal> renewal,
        Optional<String> rotating) {
    /** Without a renewal or a rotation. */
    public PkiRequest(
            KeyAlgorithm keyAlgorithm,
            Duration caLifetime,
            Duration leafLifetime,
            CaSource source,
            List<PkiNode> nodes,
            ApiServerNames apiServer) {
        this(
                keyAlgorithm,
                caLifetime,
                leafLifetime,
                source,
                nodes,
                apiServer,
                Optional.empty(),
                Optional.empty());
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

    /** The same with a renewal. */
    public PkiRequest renewing(Renewal wanted) {
        return new PkiRequest(
                keyAlgorithm,
                caLifetime,
                leafLifetime,
                source,
                nodes,
                apiServer,
                Optional.of(wanted),
                rotating);
    }

    /** The same with a rotation. */
    public PkiRequest rotating(String id) {
        return new PkiRequest(
                keyAlgorithm,
                caLifetime,
                leafLifetime,
                source,
                nodes,
                apiServer,
                renewal,
                Optional.of(id));
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
