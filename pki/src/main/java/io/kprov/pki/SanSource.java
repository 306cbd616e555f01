package io.kprov.pki;

import java.util.ArrayList;
import java.util.List;

/** Where the names and addresses that a certificate answers for come from. */
public enum SanSource {
    /** A client certificate answers for nothing. */
    NONE,
    /** Its own common name, as kubeadm does for its CAs. */
    COMMON_NAME,
    /** Every way to reach the API, and this control plane itself; others come and go. */
    API_SERVER,
    /** The member's name and address, and this host as itself. */
    MEMBER,
    /** The node's name and address. */
    NODE;

    static AlternativeNames forNode(CertificateSpec spec, PkiNode node, PkiRequest request) {
        return switch (spec.sanSource()) {
            case NONE -> AlternativeNames.none();
            case COMMON_NAME -> AlternativeNames.of(List.of(spec.commonName()));
            case API_SERVER -> apiServer(node, request);
            case MEMBER ->
                    AlternativeNames.of(
                            List.of(node.name(), "localhost", node.address(), "127.0.0.1", "::1"));
            case NODE -> AlternativeNames.of(List.of(node.name(), node.address()));
        };
    }

    /** For certificates that there is one of in the cluster: no node enters into them. */
    static AlternativeNames forCluster(CertificateSpec spec) {
        return spec.sanSource() == COMMON_NAME
                ? AlternativeNames.of(List.of(spec.commonName()))
                : AlternativeNames.none();
    }

    private static AlternativeNames apiServer(PkiNode node, PkiRequest request) {
        List<String> names = new ArrayList<>(request.apiServer().all());
        names.addAll(List.of(node.name(), node.address(), "localhost", "127.0.0.1"));
        return AlternativeNames.of(names);
    }
}
