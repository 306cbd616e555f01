package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import io.kprov.certs.Row.KeyFit;
import io.kprov.certs.Row.Part;
import io.kprov.facts.CertificateFile;
import io.kprov.model.Host;
import io.kprov.pki.ParsedCertificate;
import io.kprov.render.EtcdFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges one file that a host should have, with the key that belongs to it. */
final class PlaceSurvey {
    private final Yardstick yardstick;
    private final Host host;
    private final Place place;
    private final Map<String, CertificateFile> files;
    private final UptakeCheck uptakes;
    private final Notes notes;

    PlaceSurvey(
            Yardstick yardstick,
            Host host,
            Place place,
            Map<String, CertificateFile> files,
            UptakeCheck uptakes,
            Notes notes) {
        this.yardstick = yardstick;
        this.host = host;
        this.place = place;
        this.files = files;
        this.uptakes = uptakes;
        this.notes = notes;
    }

    void look(CertificateFile file) {
        mode(file, place.isSecret() ? Permissions.SECRET : Permissions.PUBLIC);
        place.key()
                .filter(path -> !path.equals(place.path()))
                .flatMap(path -> Optional.ofNullable(files.get(path)))
                .ifPresent(key ->
                        mode(
                                key,
                                EtcdFiles.isKeyOfEtcd(yardstick.cluster(), host, key.path())
                                        ? Permissions.OF_ETCD
                                        : Permissions.SECRET));
        place.leaf().ifPresent(id -> leaf(file, id, read(file, file.certificates())));
        place.trusts()
                .ifPresent(id ->
                        trust(
                                file,
                                id,
                                read(
                                        file,
                                        place.isAuthority()
                                                ? file.certificates()
                                                : file.trusted())));
    }

    private void mode(CertificateFile file, Permissions wanted) {
        wanted.fault(file)
                .ifPresent(fault ->
                        find(
                                file,
                                Kind.WRONG_MODE,
                                fault,
                                yardstick.remedy().mode(place, file.path(), wanted)));
    }

    private List<ParsedCertificate> read(CertificateFile file, String pem) {
        var all = HostFiles.parse(file.path(), pem);
        if (all.isEmpty()) {
            find(
                    file,
                    Kind.UNREADABLE,
                    "no certificate that can be read is in it",
                    yardstick.remedy().placeAnew(place));
        }
        return all;
    }

    private void leaf(CertificateFile file, String id, List<ParsedCertificate> certificates) {
        if (certificates.isEmpty()) {
            return;
        }
        var leaf = certificates.getFirst();
        var stored = yardstick.operator().certificate(host.name(), id);
        boolean same = stored.filter(each -> each.x509().equals(leaf.x509())).isPresent();
        var faults =
                yardstick
                        .wanted()
                        .of(host.name(), id)
                        .map(wanted -> yardstick.check().wanted(wanted, leaf))
                        .orElseGet(() -> yardstick.check().any(leaf));
        faults.forEach(fault -> find(file, fault.kind(), fault.what(), next(id, fault, same)));
        if (faults.isEmpty() && !same) {
            stored.ifPresent(other ->
                    find(
                            file,
                            Kind.NOT_PLACED,
                            "serial %s, and the operator's own has %s"
                                    .formatted(
                                            leaf.serial().toString(16),
                                            other.serial().toString(16)),
                            yardstick.remedy().placeAnew(place)));
        }
        var known =
                same ? yardstick.operator().keyDigest(host.name(), id) : Optional.<String>empty();
        add(file, Part.CERTIFICATE, id, leaf, key(file, leaf, known));
        certificates.stream().skip(1).forEach(each -> add(file, Part.CHAIN, id, each, KeyFit.NONE));
    }

    private String next(String id, LeafCheck.Fault fault, boolean same) {
        if (!same) {
            return yardstick.remedy().placeAnew(place);
        }
        return fault.kind() == Kind.WEAK_KEY
                ? yardstick.remedy().makeAnew(OperatorPki.file(host.name(), id))
                : yardstick.remedy().renew(place);
    }

    /**
     * Whether its key belongs to it.
     *
     * @param known digest of the key that the operator has for it
     */
    private KeyFit key(
            CertificateFile file, ParsedCertificate certificate, Optional<String> known) {
        var answer =
                place.key()
                        .map(path ->
                                KeyCheck.of(
                                        path,
                                        Optional.ofNullable(files.get(path)),
                                        certificate,
                                        known))
                        .orElse(KeyCheck.Answer.NONE);
        answer.fault()
                .ifPresent(fault ->
                        find(file, Kind.WRONG_KEY, fault, yardstick.remedy().placeAnew(place)));
        return answer.fit();
    }

    private void trust(CertificateFile file, String id, List<ParsedCertificate> bundle) {
        if (bundle.isEmpty()) {
            return;
        }
        yardstick.check().trust(id, bundle).stream()
                .filter(fault -> !(place.isSigner() && fault.kind() == Kind.MISSING_CA))
                .forEach(fault ->
                        find(
                                file,
                                fault.kind(),
                                fault.what(),
                                yardstick.remedy().placeAnew(place)));
        for (ParsedCertificate each : bundle) {
            boolean signs = place.isAuthority() && each.equals(bundle.getFirst());
            add(
                    file,
                    Part.TRUST,
                    id,
                    each,
                    signs ? key(file, each, Optional.empty()) : KeyFit.NONE);
        }
    }

    private void add(
            CertificateFile file,
            Part part,
            String name,
            ParsedCertificate certificate,
            KeyFit key) {
        var seen =
                place.consumers().stream()
                        .map(consumer -> uptakes.of(consumer, file, certificate))
                        .toList();
        notes.add(
                new Row(
                        host.name(),
                        file.path(),
                        part,
                        name,
                        WantedCertificates.purpose(name),
                        certificate,
                        yardstick.authorities().signerOf(certificate).orElse(""),
                        key,
                        part == Part.CHAIN ? List.of() : seen));
        seen.stream()
                .filter(uptake -> uptake.state() == Uptake.State.NO)
                .forEach(uptake ->
                        find(
                                file,
                                Kind.NOT_IN_USE,
                                uptake.program() + ": " + uptake.why(),
                                yardstick.remedy().restart(uptake.program())));
    }

    private void find(CertificateFile file, Kind kind, String what, String next) {
        notes.find(host.name(), file.path(), kind, what, next);
    }
}
