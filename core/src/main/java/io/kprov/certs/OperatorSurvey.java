package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import io.kprov.certs.Row.KeyFit;
import io.kprov.certs.Row.Part;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the operator has: CAs, what no host should have, and what no host has (yet). */
final class OperatorSurvey {
    private static final String HERE = "";

    private final Yardstick yardstick;
    private final Notes notes;

    OperatorSurvey(Yardstick yardstick, Notes notes) {
        this.yardstick = yardstick;
        this.notes = notes;
    }

    void run() {
        Set<X509Certificate> onHosts =
                notes.rows().stream()
                        .map(row -> row.certificate().x509())
                        .collect(Collectors.toSet());
        yardstick
                .operator()
                .certificates()
                .forEach((file, certificate) -> {
                    String id = OperatorPki.idOf(file);
                    if (CertificateCatalog.find(id).filter(CertificateSpec::isCa).isPresent()) {
                        yardstick
                                .operator()
                                .store()
                                .authority(id)
                                .forEach(ca -> {
                                    add(file, id, ca);
                                    find(file, yardstick.check().any(ca));
                                });
                    } else if (!onHosts.contains(certificate.x509())) {
                        add(file, id, certificate);
                        find(file, faults(file, id, certificate));
                    }
                });
        for (String key : yardstick.operator().store().exposedKeys()) {
            notes.find(
                    HERE,
                    path(key),
                    Kind.WRONG_MODE,
                    "others than its owner may read or write it",
                    "chmod 0600 " + path(key));
        }
    }

    private List<LeafCheck.Fault> faults(String file, String id, ParsedCertificate certificate) {
        return yardstick
                .wanted()
                .of(OperatorPki.hostOf(file).orElse(HERE), id)
                .map(wanted -> yardstick.check().wanted(wanted, certificate))
                .orElseGet(() -> yardstick.check().any(certificate));
    }

    private void add(String file, String id, ParsedCertificate certificate) {
        notes.add(
                new Row(
                        HERE,
                        path(file),
                        Part.CERTIFICATE,
                        id,
                        WantedCertificates.purpose(id),
                        certificate,
                        yardstick.authorities().signerOf(certificate).orElse(""),
                        KeyFit.NONE,
                        List.of()));
    }

    private void find(String file, List<LeafCheck.Fault> faults) {
        faults.forEach(fault ->
                notes.find(
                        HERE, path(file), fault.kind(), fault.what(), yardstick.remedy().apply()));
    }

    private String path(String file) {
        return yardstick.operator().folder() + "/" + file;
    }
}
