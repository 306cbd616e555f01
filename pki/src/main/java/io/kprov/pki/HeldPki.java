package io.kprov.pki;

import java.util.Map;

/**
 * What one host holds of a PKI, keys included. Prints without them.
 *
 * @param texts PEM by file as the store names it, without the node: {@code ca.crt}, {@code sa.key},
 *     {@code etcd/peer.crt}, {@code admin.conf.key}
 */
public record HeldPki(String node, Map<String, String> texts) {
    public HeldPki {
        texts = Map.copyOf(texts);
    }

    @Override
    public String toString() {
        return "HeldPki[" + node + ", " + texts.keySet() + "]";
    }
}
