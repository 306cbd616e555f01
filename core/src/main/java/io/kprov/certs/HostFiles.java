package io.kprov.certs;

import io.kprov.facts.CertificateFile;
import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.HostFacts;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiException;
import io.kprov.render.PathPattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where on a host there may be certificates: what is wanted, and what lies beside it. */
final class HostFiles {
    private static final List<PathPattern> BESIDE =
            Stream.of(
                            PkiPaths.KUBECONFIGS + "*.conf",
                            PkiPaths.PKI + "*.crt",
                            PkiPaths.PKI + "*.key",
                            PkiPaths.PKI + "*.pem",
                            PkiPaths.PKI + "etcd/*.crt",
                            PkiPaths.PKI + "etcd/*.key",
                            PkiPaths.PKI + "etcd/*.pem",
                            "/var/lib/kubelet/pki/*.crt",
                            "/var/lib/kubelet/pki/*.key")
                    .map(PathPattern::new)
                    .toList();

    private HostFiles() {}

    static Set<CertificateFileFact> facts(List<Place> places) {
        var facts = new LinkedHashSet<CertificateFileFact>();
        BESIDE.forEach(pattern -> facts.add(new CertificateFileFact(pattern, true)));
        for (Place place : places) {
            if (BESIDE.stream().noneMatch(pattern -> pattern.matches(place.path()))) {
                facts.add(new CertificateFileFact(new PathPattern(place.path()), true));
            }
        }
        return facts;
    }

    static List<CertificateFile> seen(List<Place> places, HostFacts facts) {
        return facts(places).stream().flatMap(fact -> facts.get(fact).stream()).toList();
    }

    /** The certificates of a PEM text; none when one of them is damaged. */
    static List<ParsedCertificate> parse(String path, String pem) {
        try {
            return ParsedCertificate.parseAll(path, pem);
        } catch (PkiException damaged) {
            return List.of();
        }
    }

    /** The one private key without a certificate. */
    static boolean isServiceAccountKey(Host host, String path) {
        return host.has(Role.CONTROL_PLANE) && path.equals(PkiPaths.PKI + "sa.key");
    }
}
