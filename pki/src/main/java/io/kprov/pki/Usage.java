package io.kprov.pki;

import java.util.Arrays;
import java.util.Optional;

/** The side of a TLS connection that a certificate may stand on. */
public enum Usage {
    SERVER_AUTH("serverAuth", "1.3.6.1.5.5.7.3.1"),
    CLIENT_AUTH("clientAuth", "1.3.6.1.5.5.7.3.2");

    private final String label;
    private final String oid;

    Usage(String label, String oid) {
        this.label = label;
        this.oid = oid;
    }

    /** The id-kp object identifier, RFC 5280 section 4.2.1.12. */
    String oid() {
        return oid;
    }

    static Optional<Usage> fromOid(String oid) {
        return Arrays.stream(values()).filter(usage -> usage.oid.equals(oid)).findFirst();
    }

    /** As openssl's configuration and the Kubernetes documentation spell it. */
    @Override
    public String toString() {
        return label;
    }
}
