package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a store that lost files can have back from the hosts of its cluster. What all control planes
 * share is taken only when they agree and it fits together; a host's own certificate only when its
 * key and its CA fit. What the store has stays.
 */
public final class PkiRecovery {
    private static final String SUPER_ADMIN = "super-admin.conf";
    private static final String SA_KEY = "sa.key";
    private static final String SA_PUBLIC = "sa.pub";

    private final PkiStore store;
    private final PkiRequest request;
    private final SharedFiles shared;
    private final Map<String, KeyedCertificate> pairs = new LinkedHashMap<>();
    private final List<Left> left = new ArrayList<>();
    private final Map<String, ParsedCertificate> authorities = new LinkedHashMap<>();
    private final Map<String, Instant> firstEnds = new LinkedHashMap<>();

    /**
     * A certificate that no host holds as it should be; it can be made anew where its CA's key is.
     *
     * @param why a clause
     */
    public record Left(String node, String id, String why) {}

    /**
     * A CA that can sign nothing more, as its key is neither here nor on a host.
     *
     * @param firstEnd when the first certificate that it signed ends
     */
    public record LostKey(String ca, Instant firstEnd) {}

    /**
     * Compares what the hosts hold, and writes nothing.
     *
     * @throws PkiException when there is nothing, they do not agree, or it does not fit together
     */
    public PkiRecovery(PkiStore store, PkiRequest request, List<HeldPki> hosts) {
        this.store = store;
        this.request = request;
        this.shared = new SharedFiles(store, hosts);
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            authorities.put(ca.id(), shared.authority(ca.id()));
        }
        shared.serviceAccountKey(SA_KEY, SA_PUBLIC);
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            wanted.node()
                    .flatMap(node ->
                            hosts.stream().filter(host -> host.node().equals(node)).findFirst())
                    .ifPresent(host -> consider(wanted, host));
        }
    }

    private void consider(WantedCertificate wanted, HeldPki host) {
        String place = PkiStore.placeOf(wanted.spec(), wanted.node());
        if (isWhole(place)) {
            noteEnd(wanted, parsed(place, store.read(place + ".crt").orElseThrow()));
            return;
        }
        String certificate = host.texts().get(wanted.id() + ".crt");
        String key = host.texts().get(wanted.id() + ".key");
        if (certificate == null || key == null) {
            left.add(new Left(host.node(), wanted.id(), "it is not there"));
            return;
        }
        try {
            var found = parsed(wanted.id() + " of " + host.node(), certificate);
            var ca = authorities.get(wanted.issuerId());
            if (!KeyPairs.match(Pem.readPrivateKey(key), found.x509().getPublicKey())) {
                left.add(new Left(host.node(), wanted.id(), "its key is another's"));
            } else if (ca == null || !found.isSignedBy(ca)) {
                left.add(
                        new Left(
                                host.node(),
                                wanted.id(),
                                "the CA " + wanted.issuerId() + " did not sign it"));
            } else {
                pairs.put(place, new KeyedCertificate(certificate, key));
                noteEnd(wanted, found);
            }
        } catch (PkiException damaged) {
            left.add(new Left(host.node(), wanted.id(), damaged.what() + ": " + damaged.why()));
        } catch (UnreadableKeyException damaged) {
            left.add(
                    new Left(
                            host.node(),
                            wanted.id(),
                            "its key: " + String.valueOf(damaged.getMessage())));
        }
    }

    private boolean isWhole(String place) {
        Optional<String> certificate = store.read(place + ".crt");
        Optional<PrivateKey> key = store.readKey(place + ".key");
        return certificate.isPresent()
                && key.isPresent()
                && KeyPairs.match(
                        key.get(), parsed(place, certificate.get()).x509().getPublicKey());
    }

    private static ParsedCertificate parsed(String source, String pem) {
        return ParsedCertificate.parse(source, pem);
    }

    private void noteEnd(WantedCertificate wanted, ParsedCertificate found) {
        firstEnds.merge(
                wanted.issuerId(),
                found.validity().notAfter(),
                (one, other) -> one.isBefore(other) ? one : other);
    }

    /** Files that the store gets back, by path in it, in the order in which they are written. */
    public List<String> files() {
        var files = new ArrayList<String>();
        pairs.keySet().forEach(place -> files.addAll(List.of(place + ".key", place + ".crt")));
        files.addAll(shared.files());
        return List.copyOf(files);
    }

    /** What hosts that were asked do not hold as they should. */
    public List<Left> left() {
        return List.copyOf(left);
    }

    /** CAs whose keys are gone for good, but for a backup. */
    public List<LostKey> lostKeys() {
        return authorities.entrySet().stream()
                .filter(ca -> !shared.has(ca.getKey() + ".key"))
                .map(ca ->
                        new LostKey(
                                ca.getKey(),
                                firstEnds.getOrDefault(
                                        ca.getKey(), ca.getValue().validity().notAfter())))
                .toList();
    }

    /** Whether the operator's own certificate, which no host keeps, is made anew. */
    public boolean makesSuperAdmin() {
        return !isWhole(placeOfSuperAdmin()) && shared.has(CertificateCatalog.CLUSTER_CA + ".key");
    }

    /**
     * Puts into the store what was found, hosts' own certificates first: a run that dies leaves a
     * store that is not taken for a blank one, and can be repeated.
     */
    public void write(SecureRandom random, InstantSource clock) {
        boolean makesSuperAdmin = makesSuperAdmin();
        pairs.forEach(store::writePair);
        shared.write();
        if (makesSuperAdmin) {
            var maker = new CertificateMaker(random, clock);
            var authority =
                    new Authorities(store, maker, random, clock)
                            .require(CertificateCatalog.CLUSTER_CA);
            store.writePair(
                    placeOfSuperAdmin(),
                    maker.leaf(
                            WantedCertificate.forCluster(superAdmin(), request),
                            request.keyAlgorithm().newKeyPair(random),
                            authority));
        }
    }

    private static CertificateSpec superAdmin() {
        return CertificateCatalog.find(SUPER_ADMIN).orElseThrow();
    }

    private static String placeOfSuperAdmin() {
        return PkiStore.placeOf(superAdmin(), Optional.empty());
    }
}
