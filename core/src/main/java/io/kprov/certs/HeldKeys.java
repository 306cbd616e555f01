package io.kprov.certs;

import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.Holder;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.Rotation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The private keys that lie on a machine's disk: whoever has the disk has them. A certificate
 * cannot be called back in Kubernetes; only its CA can be replaced (kubernetes.io: Manual Rotation
 * of CA Certificates).
 *
 * @param keys ids of the catalog, {@code sa} and the kubelet's own among them
 * @param rotations what revokes them, of {@link Rotation#IDS}
 */
public record HeldKeys(List<String> keys, List<String> rotations) {

    public HeldKeys {
        keys = List.copyOf(keys);
        rotations = List.copyOf(rotations);
    }

    /** Those of a host of the request. */
    public static HeldKeys of(Host host, PkiRequest request) {
        var keys = new ArrayList<String>();
        Set<String> signers = new LinkedHashSet<>();
        if (host.has(Role.CONTROL_PLANE)) {
            CertificateCatalog.authorities().stream()
                    .filter(ca -> ca.holder() == Holder.CONTROL_PLANE)
                    .map(CertificateSpec::id)
                    .filter(_ -> !(request.source() instanceof CaSource.External))
                    .forEach(keys::add);
            keys.add(Rotation.SERVICE_ACCOUNTS);
            signers.add(CertificateCatalog.CLUSTER_CA);
        }
        CertificateCatalog.leaves(request).stream()
                .filter(leaf -> leaf.node().filter(host.name()::equals).isPresent())
                .forEach(leaf -> {
                    keys.add(leaf.id());
                    signers.add(leaf.issuerId());
                });
        if (host.isNode() && !keys.contains(CertificateCatalog.KUBELET_CLIENT)) {
            keys.add(CertificateCatalog.KUBELET_CLIENT);
            signers.add(CertificateCatalog.CLUSTER_CA);
        }
        if (keys.contains(Rotation.SERVICE_ACCOUNTS)) {
            signers.add(Rotation.SERVICE_ACCOUNTS);
        }
        return new HeldKeys(keys, signers.stream().filter(Rotation.IDS::contains).toList());
    }
}
