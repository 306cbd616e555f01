package io.kprov.certs;

import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.PkiNode;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.WantedCertificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What each certificate below the CAs should say, by host and row of the catalog. */
final class WantedCertificates {
    private static final String OPERATOR = "";

    private record Key(String host, String id) {}

    private final Map<Key, WantedCertificate> wanted = new HashMap<>();

    WantedCertificates(PkiRequest request) {
        for (WantedCertificate each : CertificateCatalog.leaves(request)) {
            wanted.put(new Key(each.node().orElse(OPERATOR), each.id()), each);
        }
        for (PkiNode node : request.nodes()) {
            if (node.kubelet()) {
                wanted.put(
                        new Key(node.name(), CertificateCatalog.KUBELET_CLIENT),
                        CertificateCatalog.kubeletClient(node, request));
            }
        }
    }

    Optional<WantedCertificate> of(String host, String id) {
        return Optional.ofNullable(wanted.get(new Key(host, id)));
    }

    /** What a row of the catalog is for; empty when there is no such row. */
    static String purpose(String id) {
        return CertificateCatalog.find(id).map(CertificateSpec::purpose).orElse("");
    }
}
