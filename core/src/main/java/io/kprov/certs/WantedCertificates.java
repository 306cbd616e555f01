package io.kprov.certs;

import io.kprov.pki.AlternativeNames;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateForm;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.Holder;
import io.kprov.pki.LifetimeClass;
import io.kprov.pki.PkiNode;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.SanSource;
import io.kprov.pki.Signer;
import io.kprov.pki.Subject;
import io.kprov.pki.Usage;
import io.kprov.pki.WantedCertificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each certificate below the CAs should say, by host and row of the catalog. */
final class WantedCertificates {
    private static final String OPERATOR = "";

    private static final CertificateSpec KUBELET_CLIENT =
            new CertificateSpec(
                    CertificatePlaces.KUBELET_CLIENT,
                    "let the kubelet call the API",
                    "system:node:" + CertificateSpec.NODE_NAME,
                    List.of("system:nodes"),
                    new Signer.SignedBy(CertificateCatalog.CLUSTER_CA),
                    List.of(Usage.CLIENT_AUTH),
                    SanSource.NONE,
                    LifetimeClass.LEAF,
                    Holder.EVERY_NODE,
                    CertificateForm.PAIR);

    private record Key(String host, String id) {}

    private final Map<Key, WantedCertificate> wanted = new HashMap<>();

    WantedCertificates(PkiRequest request) {
        for (WantedCertificate each : CertificateCatalog.leaves(request)) {
            wanted.put(new Key(each.node().orElse(OPERATOR), each.id()), each);
        }
        for (PkiNode node : request.nodes()) {
            if (node.kubelet()) {
                wanted.put(
                        new Key(node.name(), CertificatePlaces.KUBELET_CLIENT),
                        kubeletClient(node, request));
            }
        }
    }

    private static WantedCertificate kubeletClient(PkiNode node, PkiRequest request) {
        return new WantedCertificate(
                KUBELET_CLIENT,
                Optional.of(node.name()),
                new Subject("system:node:" + node.name(), KUBELET_CLIENT.organizations()),
                new AlternativeNames(List.of(), List.of()),
                request.leafLifetime());
    }

    Optional<WantedCertificate> of(String host, String id) {
        return Optional.ofNullable(wanted.get(new Key(host, id)));
    }

    /** What a row of the catalog is for; empty when there is no such row. */
    static String purpose(String id) {
        return id.equals(CertificatePlaces.KUBELET_CLIENT)
                ? KUBELET_CLIENT.purpose()
                : CertificateCatalog.find(id).map(CertificateSpec::purpose).orElse("");
    }

    /** The CA that should have signed it. */
    static String issuer(WantedCertificate each) {
        return switch (each.spec().signer()) {
            case Signer.SelfSigned _ -> each.id();
            case Signer.SignedBy(var id) -> id;
        };
    }
}
