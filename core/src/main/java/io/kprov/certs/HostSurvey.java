package io.kprov.certs;

import io.kprov.certs.Finding.Kind;
import io.kprov.certs.Place.Maker;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.HostFacts;
import io.kprov.model.Host;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Goes through all that one host has: what it should, and what else lies there. */
final class HostSurvey {
    private final Yardstick yardstick;
    private final Host host;
    private final List<Place> places;
    private final HostFacts facts;
    private final Map<String, CertificateFile> files = new LinkedHashMap<>();
    private final Notes notes;

    HostSurvey(Yardstick yardstick, Host host, List<Place> places, HostFacts facts, Notes notes) {
        this.yardstick = yardstick;
        this.host = host;
        this.places = places;
        this.facts = facts;
        this.notes = notes;
        HostFiles.seen(places, facts).forEach(file -> files.putIfAbsent(file.path(), file));
    }

    void run() {
        missing();
        var uptakes = new UptakeCheck(host, facts);
        for (Place place : places) {
            var file = files.get(place.path());
            if (file != null) {
                new PlaceSurvey(yardstick, host, place, files, uptakes, notes).look(file);
            }
        }
        new ForeignFiles(yardstick, host, places, files, notes).look();
    }

    /** What the kubelet makes is there when its node is, which is not the question here. */
    private void missing() {
        var made = places.stream().filter(place -> place.maker() != Maker.KUBELET).toList();
        var missing = made.stream().filter(place -> !files.containsKey(place.path())).toList();
        if (!made.isEmpty() && missing.size() == made.size()) {
            notes.find(
                    host.name(),
                    "",
                    Kind.MISSING,
                    "none of its " + made.size() + " files with certificates is there",
                    yardstick.remedy().apply());
        } else {
            missing.forEach(place ->
                    notes.find(
                            host.name(),
                            place.path(),
                            Kind.MISSING,
                            "it is not there",
                            yardstick.remedy().placeAnew(place)));
        }
    }
}
