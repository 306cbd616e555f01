package io.kprov.pki;

import java.util.Optional;

/** One thing that {@link ClusterPki#ensure} would do, or did. */
public sealed interface PkiChange {

    /** The row of the catalog, or {@code sa} for the service account keys. */
    String id();

    /** Whose certificate it is; absent for what there is one of in the cluster. */
    Optional<String> node();

    /** Why, as a clause. */
    String reason();

    /** Something that is not there is made. */
    record Create(String id, Optional<String> node, String reason) implements PkiChange {}

    /** A certificate that no longer fits, or is wanted anew, is made again. */
    record Reissue(String id, Optional<String> node, String reason) implements PkiChange {}

    /** A CA, or the service account keys, gets a successor that is trusted beside it. */
    record Succession(String id) implements PkiChange {
        @Override
        public Optional<String> node() {
            return Optional.empty();
        }

        @Override
        public String reason() {
            return "it is to be rotated";
        }
    }

    /** A CA key that lies in the clear is encrypted with the passphrase; the key stays the same. */
    record EncryptKey(String id) implements PkiChange {
        @Override
        public Optional<String> node() {
            return Optional.empty();
        }

        @Override
        public String reason() {
            return "a passphrase is configured and the key is in the clear";
        }
    }
}
