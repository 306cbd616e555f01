package io.kprov.pki;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A CA, or the service account keys, on the way to a successor. The successor's files lie beside
 * the old ones ({@code ca.next.crt}, {@code ca.next.key}), and one word says how far the hosts are
 * to be: so every step from phase to phase is the writing of one small file, and between any two of
 * them a store is whole (kubernetes.io: Manual Rotation of CA Certificates).
 *
 * @param id the CA's row of the catalog, or {@code sa}
 */
public record Rotation(String id, Phase phase) {
    static final String FILE = "rotation";

    /** The keys that sign and check service account tokens. */
    public static final String SERVICE_ACCOUNTS = ServiceAccountKeys.ID;

    /** All that can be rotated. */
    public static final List<String> IDS =
            List.of(
                    CertificateCatalog.CLUSTER_CA,
                    CertificateCatalog.ETCD_CA,
                    CertificateCatalog.FRONT_PROXY_CA,
                    SERVICE_ACCOUNTS);

    private static final String NEXT = ".next";

    /** What hosts are to be like. */
    public enum Phase {
        /** Everybody trusts both; the old one signs. */
        TRUST,
        /**
         * Everybody trusts both; the new one signs, and all that the old one signed is replaced.
         */
        ISSUE,
        /** The new one alone. */
        DROP
    }

    private static final Set<String> FILES =
            IDS.stream()
                    .flatMap(id -> Stream.of(publicFile(id), keyFile(id)))
                    .collect(Collectors.toUnmodifiableSet());

    /** Whether a file of a store may be one of two. */
    static boolean mayConcern(String file) {
        return FILES.contains(file);
    }

    static String publicFile(String id) {
        return id.equals(SERVICE_ACCOUNTS) ? "sa.pub" : id + ".crt";
    }

    static String keyFile(String id) {
        return id + ".key";
    }

    /** Where the successor of a file lies. */
    static String next(String file) {
        int dot = file.lastIndexOf('.');
        return file.substring(0, dot) + NEXT + file.substring(dot);
    }

    static boolean isNext(String file) {
        return file.contains(NEXT + ".");
    }

    /** What the file in the store says. */
    String text() {
        return id + " " + phase + "\n";
    }

    /**
     * @param source the file, for the message
     * @throws PkiException when it is damaged
     */
    static Rotation parse(String source, String text) {
        String[] words = text.strip().split(" ", -1);
        if (words.length == 2 && IDS.contains(words[0])) {
            Optional<Phase> phase =
                    Arrays.stream(Phase.values())
                            .filter(each -> each.name().equals(words[1]))
                            .findFirst();
            if (phase.isPresent()) {
                return new Rotation(words[0], phase.get());
            }
        }
        throw new PkiException(
                "cannot read " + source,
                "it says \"%s\", not what is rotated and how far that is".formatted(text.strip()),
                "Restore it from a backup, for it says which CA signs.");
    }

    boolean concerns(String file) {
        return file.equals(publicFile(id)) || file.equals(keyFile(id));
    }

    /** Whether the successor signs. */
    boolean hasChangedHands() {
        return phase != Phase.TRUST;
    }

    /**
     * What a file is during the rotation: of certificates and public keys the signer's comes first.
     *
     * @param texts the files as they lie there
     */
    Optional<String> read(String file, Function<String, Optional<String>> texts) {
        Optional<String> old = texts.apply(file);
        // Gone once it has taken the old one's place, at the very end.
        Optional<String> next = texts.apply(next(file));
        if (file.equals(keyFile(id))) {
            return hasChangedHands() ? next.or(() -> old) : old;
        }
        return switch (phase) {
            case TRUST -> joined(old, next);
            case ISSUE -> joined(next, old);
            case DROP -> next.or(() -> old);
        };
    }

    private static Optional<String> joined(Optional<String> first, Optional<String> second) {
        return first.map(text -> text + second.orElse("")).or(() -> second);
    }
}
