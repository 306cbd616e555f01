package io.kprov.remote.ssh;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;

/**
 * The sorts of key that a host can have, best first, with the signature algorithms that prove each.
 * SHA-1, DSA and host certificates are not asked for.
 */
enum HostKeyFamily {
    ED25519,
    ECDSA,
    RSA;

    /** This sort and no other: enough to be shown a key, not to log in. */
    List<NamedFactory<Signature>> alone() {
        return List.copyOf(algorithms());
    }

    /** Everything, beginning with this sort; keys of the other sorts may be the operator's own. */
    List<NamedFactory<Signature>> first() {
        return ordered(algorithms()::contains);
    }

    private List<BuiltinSignatures> algorithms() {
        return switch (this) {
            case ED25519 -> List.of(BuiltinSignatures.ed25519);
            case ECDSA ->
                    List.of(
                            BuiltinSignatures.nistp256,
                            BuiltinSignatures.nistp384,
                            BuiltinSignatures.nistp521);
            case RSA -> List.of(BuiltinSignatures.rsaSHA512, BuiltinSignatures.rsaSHA256);
        };
    }

    /** Everything, beginning with the algorithms of the key types that are known of a host. */
    static List<NamedFactory<Signature>> ordered(Set<String> knownTypes) {
        return ordered(algorithm -> proves(algorithm, knownTypes));
    }

    private static List<NamedFactory<Signature>> ordered(Predicate<BuiltinSignatures> first) {
        var all = Arrays.stream(values()).flatMap(family -> family.algorithms().stream()).toList();
        return Stream.concat(all.stream().filter(first), all.stream().filter(first.negate()))
                .map(algorithm -> (NamedFactory<Signature>) algorithm)
                .toList();
    }

    /** Whether the key is of this sort. */
    boolean has(HostKey key) {
        return algorithms().stream().anyMatch(algorithm -> proves(algorithm, Set.of(key.type())));
    }

    private static boolean proves(BuiltinSignatures algorithm, Set<String> types) {
        return types.contains(
                RSA.algorithms().contains(algorithm) ? "ssh-rsa" : algorithm.getName());
    }
}
