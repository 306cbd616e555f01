package io.kprov.pki;

import io.kprov.pki.bc.Pem;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The paper work with CAs whose keys are elsewhere: which certificates they have to sign, and the
 * requests for them. Keys are made here and stay.
 */
public final class ExternalSigning {
    private final PkiStore store;
    private final SecureRandom random;
    private final InstantSource clock;
    private final CertificateMaker maker;
    private final Authorities authorities;

    ExternalSigning(PkiStore store, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        this.maker = new CertificateMaker(random, clock);
        this.authorities = new Authorities(store, maker, random, clock);
    }

    /** The CAs whose certificates are not here yet, by id. */
    public List<String> missingAuthorities() {
        return CertificateCatalog.authorities().stream()
                .map(CertificateSpec::id)
                .filter(id -> authorities.bundle(id).isEmpty())
                .toList();
    }

    /**
     * What is to be signed: what is missing, no longer fits or ends soon.
     *
     * @throws PkiException when the certificate of a CA is here and cannot be used
     */
    public List<Unsigned> open(PkiRequest request) {
        List<Unsigned> open = new ArrayList<>();
        Map<String, CaBundle> bundles = authorities.bundles();
        bundles.forEach((id, bundle) ->
                authorities.requireFit(id, store.describe(id + ".crt"), bundle, request));
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            open(wanted, Optional.ofNullable(bundles.get(wanted.issuerId()))).ifPresent(open::add);
        }
        return open;
    }

    /** Makes the keys that are missing, and a request for each certificate to be signed. */
    public List<SigningRequest> requests(PkiRequest request) {
        return open(request).stream()
                .map(open ->
                        new SigningRequest(
                                open, maker.request(open.wanted(), key(open.wanted(), request))))
                .toList();
    }

    /** Takes in what was signed; see {@link SignedAnswers#take}. */
    public ImportResult take(PkiRequest request, Map<String, String> files) {
        return new SignedAnswers(store, authorities, clock.instant()).take(request, files);
    }

    /**
     * Fills a copy of the store with certificates of CAs that nobody has, so that a plan can show
     * every file while some are still to be signed.
     */
    public void standIn(PkiRequest request) {
        Map<String, Authority> nobodys = new HashMap<>();
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            KeyPair keys = request.keyAlgorithm().newKeyPair(random);
            String pem = maker.selfSigned(ca, keys, request.caLifetime());
            nobodys.put(
                    ca.id(),
                    new Authority(
                            ca.id(), ParsedCertificate.parse(ca.id(), pem), keys.getPrivate()));
        }
        List<Unsigned> open = open(request);
        for (String id : missingAuthorities()) {
            store.writePublic(id + ".crt", Pem.write(known(nobodys, id).certificate().x509()));
        }
        for (Unsigned unsigned : open) {
            WantedCertificate wanted = unsigned.wanted();
            store.writePair(
                    PkiStore.placeOf(wanted.spec(), wanted.node()),
                    wanted.spec().isCa()
                            ? root(wanted, request)
                            : maker.leaf(
                                    wanted,
                                    request.keyAlgorithm().newKeyPair(random),
                                    known(nobodys, wanted.issuerId())));
        }
    }

    private static Authority known(Map<String, Authority> authorities, String id) {
        return Objects.requireNonNull(authorities.get(id), id);
    }

    private KeyedCertificate root(WantedCertificate wanted, PkiRequest request) {
        KeyPair keys = request.keyAlgorithm().newKeyPair(random);
        return new KeyedCertificate(
                maker.selfSigned(wanted.spec(), keys, request.caLifetime()),
                Pem.write(keys.getPrivate()));
    }

    private Optional<Unsigned> open(WantedCertificate wanted, Optional<CaBundle> issuer) {
        String place = PkiStore.placeOf(wanted.spec(), wanted.node());
        Optional<String> pem = store.read(place + ".crt");
        if (pem.isEmpty() || issuer.isEmpty()) {
            return Optional.of(new Unsigned(wanted, "it is not signed yet", false));
        }
        ParsedCertificate found =
                ParsedCertificate.parse(store.describe(place + ".crt"), pem.get());
        ParsedCertificate ca = issuer.get().signer();
        List<String> misfits =
                new ArrayList<>(CertificateCheck.misfits(wanted, found, ca, clock.instant()));
        store.keyMisfit(place + ".key", found).ifPresent(misfits::add);
        if (!misfits.isEmpty()) {
            return Optional.of(new Unsigned(wanted, String.join("; ", misfits), false));
        }
        List<String> due = CertificateCheck.compare(wanted, found, ca, clock.instant());
        return due.isEmpty()
                ? Optional.empty()
                : Optional.of(new Unsigned(wanted, String.join("; ", due), true));
    }

    /** The key that is kept for a certificate; a new one when there is none. */
    private PrivateKey key(WantedCertificate wanted, PkiRequest request) {
        String file = PkiStore.placeOf(wanted.spec(), wanted.node()) + ".key";
        Optional<PrivateKey> kept = store.readKey(file);
        if (kept.isPresent()) {
            return kept.get();
        }
        PrivateKey made = request.keyAlgorithm().newKeyPair(random).getPrivate();
        if (wanted.spec().isCa()) {
            store.writeCaKey(file, made);
        } else {
            store.writeKey(file, made);
        }
        return made;
    }
}
