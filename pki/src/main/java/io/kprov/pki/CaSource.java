package io.kprov.pki;

/** Where the CAs of a cluster come from, and with them every signature. */
public sealed interface CaSource {

    /** kprov makes each CA once, self-signed, and keeps its key. */
    record Made() implements CaSource {}

    /**
     * The operator puts the cluster's CA into the store, with its key and its chain up to the root.
     * A CA of the other two that is not brought is made.
     */
    record Brought() implements CaSource {}

    /** The CAs' keys are elsewhere: kprov makes keys and requests, and takes in what was signed. */
    record External(KubeletClients kubelets) implements CaSource {}

    /** Who signs the client certificates of kubelets when no host has the CA's key. */
    enum KubeletClients {
        /** The controller manager, with an intermediate CA that signs nothing else. */
        INTERMEDIATE("intermediate"),
        /** The external CA: kprov places and renews them like all others. */
        PLACED("placed");

        private final String inventoryName;

        KubeletClients(String inventoryName) {
            this.inventoryName = inventoryName;
        }

        /** As written in the inventory. */
        public String inventoryName() {
            return inventoryName;
        }
    }

    /** Whether somebody else signs, and kubelets get their client certificates in this way. */
    default boolean isExternal(KubeletClients kubelets) {
        return this.equals(new External(kubelets));
    }
}
