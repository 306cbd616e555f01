package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import io.kprov.certs.Row.KeyFit;
import io.kprov.certs.Row.Part;
import io.kprov.facts.CertificateFile;
import io.kprov.model.Host;
import io.kprov.pki.ParsedCertificate;
import io.kprov.render.CaFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Names the files that lie where a host's certificates and keys do, and are none of them. */
final class ForeignFiles {
    private final Yardstick yardstick;
    private final Host host;
    private final List<Place> places;
    private final Map<String, CertificateFile> files;
    private final Notes notes;

    ForeignFiles(
            Yardstick yardstick,
            Host host,
            List<Place> places,
            Map<String, CertificateFile> files,
            Notes notes) {
        this.yardstick = yardstick;
        this.host = host;
        this.places = places;
        this.files = files;
        this.notes = notes;
    }

    void look() {
        // Those of an own CA are kprov's, and not judged.
        var wanted = new HashSet<>(CaFiles.MORE);
        places.forEach(place -> {
            wanted.add(place.path());
            place.key().ifPresent(wanted::add);
        });
        files.values().stream()
                .filter(file -> !wanted.contains(file.path()))
                .forEach(file -> {
                    if (HostFiles.isServiceAccountKey(host, file.path())) {
                        serviceAccountKey(file);
                    } else {
                        foreign(file);
                    }
                });
    }

    private void serviceAccountKey(CertificateFile file) {
        Permissions.SECRET
                .fault(file)
                .ifPresent(fault ->
                        notes.find(
                                host.name(),
                                file.path(),
                                Kind.WRONG_MODE,
                                fault,
                                yardstick.remedy().apply()));
    }

    private void foreign(CertificateFile file) {
        for (ParsedCertificate each : HostFiles.parse(file.path(), file.certificates())) {
            notes.add(
                    new Row(
                            host.name(),
                            file.path(),
                            Part.CERTIFICATE,
                            "",
                            "",
                            each,
                            yardstick.authorities().signerOf(each).orElse(""),
                            file.key().isPresent() ? KeyFit.NOT_CHECKED : KeyFit.NONE,
                            List.of()));
            name(
                    file,
                    "the inventory wants no such certificate here: \"%s\", signed by \"%s\""
                            .formatted(each.subject().commonName(), each.issuerCommonName()));
        }
        if (file.certificates().isEmpty() && file.key().isPresent()) {
            name(file, "the inventory wants no such private key here");
        }
    }

    private void name(CertificateFile file, String what) {
        notes.find(
                host.name(),
                file.path(),
                Kind.FOREIGN,
                what,
                yardstick.remedy().removeForeign(file.path()));
    }
}
