package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificates below the CAs of a store whose CAs' keys are here. */
final class Leaves {
    private final PkiStore store;
    private final Authorities authorities;
    private final CertificateMaker maker;
    private final SecureRandom random;
    private final InstantSource clock;

    Leaves(
            PkiStore store,
            Authorities authorities,
            CertificateMaker maker,
            SecureRandom random,
            InstantSource clock) {
        this.store = store;
        this.authorities = authorities;
        this.maker = maker;
        this.random = random;
        this.clock = clock;
    }

    /** Those that were made before, in the catalog's order. */
    Map<Renewal.Item, ParsedCertificate> found(PkiRequest request) {
        Map<Renewal.Item, ParsedCertificate> found = new LinkedHashMap<>();
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            String file = PkiStore.placeOf(wanted.spec(), wanted.node()) + ".crt";
            store.read(file)
                    .ifPresent(pem ->
                            found.put(
                                    new Renewal.Item(wanted.id(), wanted.node()),
                                    ParsedCertificate.parse(store.describe(file), pem)));
        }
        return found;
    }

    /** What is missing, no longer fits, or is wanted anew. */
    List<PkiWork> work(PkiRequest request) {
        List<PkiWork> work = new ArrayList<>();
        Map<String, CaBundle> issuers = authorities.bundles();
        Authorities.requireDistinct(issuers);
        List<String> signers = issuers.keySet().stream().filter(authorities::canSign).toList();
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            Optional<CaBundle> issuer = Optional.ofNullable(issuers.get(wanted.issuerId()));
            boolean signs = issuer.isEmpty() || signers.contains(wanted.issuerId());
            change(signs ? wanted : wanted.asItIs(), issuer, request.renewal())
                    .map(change -> new PkiWork(change, () -> issue(wanted, request)))
                    .ifPresent(work::add);
        }
        return work;
    }

    /** With the key that is there, unless a new one is wanted: who pinned it finds it again. */
    private void issue(WantedCertificate wanted, PkiRequest request) {
        Authority issuer = authorities.signer(wanted.issuerId());
        String place = PkiStore.placeOf(wanted.spec(), wanted.node());
        boolean newKey =
                request.renewal().filter(each -> each.newKeys() && each.covers(wanted)).isPresent();
        KeyPair keys =
                (newKey ? Optional.<PrivateKey>empty() : store.readKey(place + ".key"))
                        .map(KeyPairs::of)
                        .orElseGet(() -> request.keyAlgorithm().newKeyPair(random));
        KeyedCertificate made = maker.leaf(wanted, keys, issuer);
        if (authorities.canSign(wanted.issuerId())) {
            requireChain(wanted, place, made);
        }
        store.writePair(place, made);
    }

    private void requireChain(WantedCertificate wanted, String place, KeyedCertificate made) {
        PathVerifier.problem(
                        ParsedCertificate.parse(place, made.certificatePem()),
                        authorities.bundle(wanted.issuerId()).orElseThrow().path(),
                        clock.instant())
                .ifPresent(why -> {
                    throw new PkiException(
                            "the CA " + wanted.issuerId() + " cannot sign " + place,
                            why,
                            "Bring a CA that may sign it: its path length and name constraints"
                                    + " hold for all below it.");
                });
    }

    private Optional<PkiChange> change(
            WantedCertificate wanted, Optional<CaBundle> issuer, Optional<Renewal> renewal) {
        String place = PkiStore.placeOf(wanted.spec(), wanted.node());
        Optional<String> pem = store.read(place + ".crt");
        if (pem.isEmpty() || issuer.isEmpty()) {
            return Optional.of(
                    new PkiChange.Create(wanted.id(), wanted.node(), "there is none yet"));
        }
        ParsedCertificate found =
                ParsedCertificate.parse(store.describe(place + ".crt"), pem.get());
        Stream<String> differences =
                Stream.concat(
                        CertificateCheck.compare(
                                wanted, found, issuer.get().signer(), clock.instant())
                                .stream(),
                        store.keyMisfit(place + ".key", found).stream());
        Stream<String> asked =
                renewal
                        .filter(each -> each.isDue(wanted, found))
                        .map(each -> "a renewal was asked for at " + each.since())
                        .stream();
        List<String> reasons = Stream.concat(differences, asked).toList();
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PkiChange.Reissue(
                                wanted.id(), wanted.node(), String.join("; ", reasons)));
    }
}
