package io.kprov.pki;

import java.time.Duration;
import java.util.Optional;

/**
 * A row of the catalog filled in for one holder: the intent that certificates are compared with.
 *
 * @param node absent for what there is one of in the cluster
 */
public record WantedCertificate(
        CertificateSpec spec,
        Optional<String> node,
        Subject subject,
        AlternativeNames names,
        Duration lifetime) {

    static WantedCertificate forNode(CertificateSpec spec, PkiNode node, PkiRequest request) {
        return new WantedCertificate(
                spec,
                Optional.of(node.name()),
                spec.subject(node),
                SanSource.forNode(spec, node, request),
                request.lifetime(spec.lifetime()));
    }

    static WantedCertificate forCluster(CertificateSpec spec, PkiRequest request) {
        return new WantedCertificate(
                spec,
                Optional.empty(),
                spec.subject(),
                SanSource.forCluster(spec),
                request.lifetime(spec.lifetime()));
    }

    /**
     * The same while its CA cannot sign: a certificate that is right is not due before its end, for
     * there would be no new one.
     */
    WantedCertificate asItIs() {
        return new WantedCertificate(spec, node, subject, names, Duration.ZERO);
    }

    public String id() {
        return spec.id();
    }

    /** The id of the CA that has to sign it. */
    public String issuerId() {
        return spec.issuerId();
    }
}
