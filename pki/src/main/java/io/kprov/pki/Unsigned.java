package io.kprov.pki;

/**
 * A certificate that an external CA is to sign.
 *
 * @param reason why, as a clause
 * @param usable whether there is one that serves until its end, which is near
 */
public record Unsigned(WantedCertificate wanted, String reason, boolean usable) {

    /** The file of its request in a folder of requests, without {@code .csr}. */
    public String place() {
        return placeOf(wanted);
    }

    static String placeOf(WantedCertificate wanted) {
        return folderOf(wanted.issuerId())
                + "/"
                + wanted.id().replace('/', '-')
                + wanted.node().map(node -> "." + node).orElse("");
    }

    /** Where the requests to a CA lie, and {@code ca.crt}, which is its certificate. */
    public static String folderOf(String ca) {
        return ca.replace('/', '-');
    }
}
