package io.kprov.workspace;

import io.kprov.certs.PkiPaths;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateForm;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.HeldPki;
import io.kprov.pki.Kubeconfig;
import io.kprov.pki.WantedCertificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way back from the files of a host to the store: which of them hold what. */
public final class PkiOnHost {
    private final Host host;
    private final List<CertificateSpec> certificates = new ArrayList<>();
    private final Map<String, String> serviceAccountKeys = new HashMap<>();

    public PkiOnHost(Cluster cluster, Host host) {
        this.host = host;
        if (host.has(Role.CONTROL_PLANE)) {
            certificates.addAll(CertificateCatalog.authorities());
            List.of("sa.key", "sa.pub")
                    .forEach(name -> serviceAccountKeys.put(PkiPaths.PKI + name, name));
        }
        CertificateCatalog.leaves(PkiPlaces.request(cluster)).stream()
                .filter(wanted -> wanted.node().equals(Optional.of(host.name())))
                .map(WantedCertificate::spec)
                .forEach(certificates::add);
    }

    /** Files that hold parts of the PKI, keys among them. */
    public List<String> paths() {
        var paths = new LinkedHashSet<String>();
        for (CertificateSpec spec : certificates) {
            paths.add(PkiPaths.certificate(spec));
            paths.add(PkiPaths.key(spec));
        }
        paths.addAll(serviceAccountKeys.keySet());
        return List.copyOf(paths);
    }

    /** What the texts of these files, by path, are to the store. */
    public HeldPki held(Map<String, String> texts) {
        var held = new HashMap<String, String>();
        for (CertificateSpec spec : certificates) {
            var certificate = Optional.ofNullable(texts.get(PkiPaths.certificate(spec)));
            if (spec.form() == CertificateForm.KUBECONFIG) {
                certificate
                        .flatMap(Kubeconfig::client)
                        .ifPresent(client -> {
                            held.put(spec.id() + ".crt", client.certificatePem());
                            held.put(spec.id() + ".key", client.privateKeyPem());
                        });
            } else {
                certificate.ifPresent(text -> held.put(spec.id() + ".crt", text));
                Optional.ofNullable(texts.get(PkiPaths.key(spec)))
                        .ifPresent(text -> held.put(spec.id() + ".key", text));
            }
        }
        serviceAccountKeys.forEach((path, name) ->
                Optional.ofNullable(texts.get(path)).ifPresent(text -> held.put(name, text)));
        return new HeldPki(host.name(), held);
    }
}
