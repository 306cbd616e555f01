package io.kprov.certs;

import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.ParsedCertificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster's CAs by id, each with all certificates that count: during a rotation an old one and
 * a new one.
 */
record KnownAuthorities(Map<String, List<ParsedCertificate>> byId) {

    KnownAuthorities {
        byId = Map.copyOf(byId);
    }

    /** As {@code find} knows them by their ids. */
    static KnownAuthorities of(java.util.function.Function<String, List<ParsedCertificate>> find) {
        var byId = new LinkedHashMap<String, List<ParsedCertificate>>();
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            byId.put(ca.id(), find.apply(ca.id()));
        }
        return new KnownAuthorities(byId);
    }

    boolean isEmpty() {
        return byId.values().stream().allMatch(List::isEmpty);
    }

    List<ParsedCertificate> of(String id) {
        return byId.getOrDefault(id, List.of());
    }

    /** Whose CA signed it; a CA signs itself. */
    Optional<String> signerOf(ParsedCertificate certificate) {
        return CertificateCatalog.authorities().stream()
                .map(CertificateSpec::id)
                .filter(id -> of(id).stream().anyMatch(certificate::isSignedBy))
                .findFirst();
    }

    /** Whether it is a certificate of this CA: of the same key, whatever else was made anew. */
    boolean isOne(String id, ParsedCertificate certificate) {
        return of(id).stream().anyMatch(known -> sameKey(known, certificate));
    }

    static boolean sameKey(ParsedCertificate one, ParsedCertificate other) {
        return one.publicKeySha256().equals(other.publicKeySha256());
    }
}
