package io.kprov.certs;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.pki.PkiRequest;
import io.kprov.step.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every certificate of a cluster at one time, the nearest to its end first, and what does not
 * belong.
 *
 * @param unseen why hosts gave no answer, by name
 * @param judgedBy whose CAs are taken as the cluster's: a host's name when the operator has none,
 *     else empty
 */
public record CertificateInventory(
        String cluster,
        Instant at,
        List<Row> rows,
        List<Finding> findings,
        Map<String, Problem> unseen,
        String judgedBy) {

    public CertificateInventory {
        rows = rows.stream().sorted(Row.NEAREST_END).toList();
        findings = List.copyOf(findings);
        unseen = new LinkedHashMap<>(unseen);
    }

    /** What every host is asked, in one look. */
    public static Map<Host, Set<Fact<?>>> questions(Cluster cluster) {
        var questions = new LinkedHashMap<Host, Set<Fact<?>>>();
        for (Host host : cluster.hosts()) {
            var places = CertificatePlaces.of(cluster, host);
            var facts = new LinkedHashSet<Fact<?>>(HostFiles.facts(places));
            facts.addAll(UptakeCheck.facts(host, places));
            questions.put(host, facts);
        }
        return questions;
    }

    /**
     * The inventory, given what was seen.
     *
     * @param file the inventory's file, for what the operator does next
     */
    public static CertificateInventory of(
            Cluster cluster,
            PkiRequest request,
            OperatorPki operator,
            ClusterView seen,
            Instant now,
            String file) {
        var authorities = operator.authorities();
        String judgedBy = "";
        for (Host host : cluster.controlPlanes()) {
            if (authorities.isEmpty()) {
                authorities = authorities(cluster, host, seen);
                judgedBy = authorities.isEmpty() ? "" : host.name();
            }
        }
        var yardstick =
                new Yardstick(
                        cluster,
                        new WantedCertificates(request),
                        authorities,
                        new LeafCheck(authorities, now),
                        operator,
                        new Remedy(file, operator.folder()));
        var notes = new Notes();
        for (Host host : cluster.hosts()) {
            seen.facts(host)
                    .ifPresent(facts ->
                            new HostSurvey(
                                            yardstick,
                                            host,
                                            CertificatePlaces.of(cluster, host),
                                            facts,
                                            notes)
                                    .run());
        }
        new OperatorSurvey(yardstick, notes).run();
        var unseen = new LinkedHashMap<String, Problem>();
        seen.unseen().forEach((host, problem) -> unseen.put(host.name(), problem));
        return new CertificateInventory(
                cluster.name(), now, notes.rows(), notes.findings(), unseen, judgedBy);
    }

    /** A host's CAs, for operators who do not have the cluster's PKI. */
    private static KnownAuthorities authorities(Cluster cluster, Host host, ClusterView seen) {
        return KnownAuthorities.of(id ->
                seen.facts(host).stream()
                        .flatMap(facts ->
                                HostFiles.seen(CertificatePlaces.of(cluster, host), facts).stream())
                        .filter(file -> file.path().equals(PkiPaths.PKI + id + ".crt"))
                        .findFirst()
                        .map(file -> HostFiles.parse(file.path(), file.certificates()))
                        .orElse(List.of()));
    }

    /** Those that end within this time, or have ended. */
    public List<Row> within(Duration time) {
        return rows.stream().filter(row -> row.endsWithin(time, at)).toList();
    }
}
