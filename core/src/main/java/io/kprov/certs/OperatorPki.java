package io.kprov.certs;

import io.kprov.pki.ClusterPki;
import io.kprov.pki.KeyedCertificate;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiException;
import io.kprov.render.Digests;
import java.util.Map;
import java.util.Optional;

/**
 * The PKI on the operator's side, as it is: what hosts have is compared with it.
 *
 * @param folder where it is, for people
 * @param certificates by their paths below the folder
 */
public record OperatorPki(
        String folder, ClusterPki store, Map<String, ParsedCertificate> certificates) {

    /** Where a host's own certificates are, below the folder. */
    private static final String HOSTS = "hosts/";

    /**
     * Reads it.
     *
     * @throws PkiException when a certificate in it cannot be read
     */
    public static OperatorPki read(String folder, ClusterPki store) {
        return new OperatorPki(folder, store, store.certificates());
    }

    KnownAuthorities authorities() {
        return KnownAuthorities.of(store::authority);
    }

    static String file(String host, String id) {
        return HOSTS + host + "/" + id + ".crt";
    }

    /** A certificate that was made for a host. */
    Optional<ParsedCertificate> certificate(String host, String id) {
        return Optional.ofNullable(certificates.get(file(host, id)));
    }

    /** SHA-256 of the private key's text that belongs to it; empty when the key is not there. */
    Optional<String> keyDigest(String host, String id) {
        try {
            KeyedCertificate pair = store.certificate(id, host);
            return Optional.of(Digests.ofText(pair.privateKeyPem()));
        } catch (PkiException incomplete) {
            return Optional.empty();
        }
    }

    /** Whose a file in it is, when it is a host's. */
    static Optional<String> hostOf(String file) {
        return file.startsWith(HOSTS)
                ? Optional.of(file.substring(HOSTS.length(), file.indexOf('/', HOSTS.length())))
                : Optional.empty();
    }

    /** The row of the catalog that a file in it is a certificate of. */
    static String idOf(String file) {
        String name = file.substring(0, file.length() - ".crt".length());
        return hostOf(file)
                .map(host -> name.substring(HOSTS.length() + host.length() + 1))
                .orElse(name.startsWith("operator/") ? name.substring("operator/".length()) : name);
    }
}
