package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The CAs of a store. A CA is made once: when anything was issued and a CA's file is gone, that is
 * an error and never a reason for a second CA, which no host would trust.
 */
final class Authorities {
    private static final String RESTORE =
            "Restore it from a backup, or let `kprov certs recover` fetch it from"
                    + " /etc/kubernetes/pki on the control planes.";

    private final PkiStore store;
    private final CertificateMaker maker;
    private final SecureRandom random;
    private final InstantSource clock;

    /** Every leaf asks for its CA, so each text is read and its chain verified once. */
    private final Map<String, CaBundle> parsed = new ConcurrentHashMap<>();

    Authorities(PkiStore store, CertificateMaker maker, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.maker = maker;
        this.random = random;
        this.clock = clock;
    }

    /** What one CA needs; an error when it cannot be used. */
    Optional<PkiWork> work(CertificateSpec ca, PkiRequest request) {
        Optional<CaBundle> bundle = bundle(ca.id());
        if (bundle.isPresent()) {
            if (ca.holder() != Holder.OPERATOR || canSign(ca.id())) {
                require(ca.id());
            }
            requireFit(ca.id(), store.describe(ca.id() + ".crt"), bundle.get(), request);
            return store.isUnprotected(keyFile(ca.id()))
                    ? Optional.of(encrypt(ca.id()))
                    : Optional.empty();
        }
        if (store.hasIssued()) {
            String missing = store.read(keyFile(ca.id())).isPresent() ? ".crt" : "";
            throw new PkiException(
                    "the CA " + ca.id() + " is not complete",
                    store.describe(ca.id() + missing) + " is missing, and certificates were issued",
                    RESTORE);
        }
        if (request.source() instanceof CaSource.Brought
                && ca.id().equals(CertificateCatalog.CLUSTER_CA)) {
            throw new PkiException(
                    "the cluster's CA is to be brought, and it is not there",
                    store.describe(ca.id() + ".crt") + " does not exist",
                    "Put ca.crt (the CA, below it its chain up to the root) and ca.key there, or"
                            + " leave pki.ca out: then kprov makes a CA.");
        }
        return Optional.of(
                new PkiWork(
                        new PkiChange.Create(ca.id(), Optional.empty(), "there is none yet"),
                        () -> make(ca, request)));
    }

    /** A CA's certificates without its key; empty when there is none yet. */
    Optional<CaBundle> bundle(String id) {
        String file = id + ".crt";
        Optional<CaBundle> own =
                store.read(file)
                        .map(pem ->
                                parsed.computeIfAbsent(
                                        pem, text -> CaBundle.parse(store.describe(file), text)));
        String issuer = CertificateCatalog.find(id).orElseThrow().issuerId();
        return issuer.equals(id)
                ? own
                : own.map(below -> bundle(issuer).map(below::below).orElse(below));
    }

    /** Those that there are, by id. */
    Map<String, CaBundle> bundles() {
        Map<String, CaBundle> bundles = new LinkedHashMap<>();
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            bundle(ca.id()).ifPresent(bundle -> bundles.put(ca.id(), bundle));
        }
        return bundles;
    }

    /**
     * That a CA can sign what the cluster needs of it.
     *
     * @param source the file that it is from, for the message
     * @throws PkiException when it cannot
     */
    void requireFit(String id, String source, CaBundle bundle, PkiRequest request) {
        refuse(
                id,
                source,
                new AuthorityCheck(clock.instant())
                        .problems(
                                bundle,
                                CertificateCatalog.authoritiesBelow(id, request),
                                CertificateCatalog.usagesBelow(id, request)),
                bundle);
        if (request.source() instanceof CaSource.Made && !CaBundle.isRoot(bundle.signer())) {
            throw new PkiException(
                    "the CA " + id + " is not kprov's own",
                    source + " is an intermediate CA",
                    "Say in the inventory that it is brought: pki: {ca: {brought: {}}}.");
        }
    }

    /**
     * That each CA has a key of its own: below one key, whoever may call the API could call etcd,
     * and speak for others as the front proxy does.
     *
     * @throws PkiException when two have the same
     */
    static void requireDistinct(Map<String, CaBundle> bundles) {
        Map<String, String> seen = new HashMap<>();
        bundles.forEach((id, bundle) -> {
            String other = seen.putIfAbsent(bundle.signer().publicKeySha256(), id);
            if (other != null) {
                throw new PkiException(
                        "the CAs " + other + " and " + id + " are one",
                        "both have the same key, so what one signs counts below the other",
                        "Use a CA of its own for each: they may be intermediates below one root.");
            }
        });
    }

    /** Whether the key is there: that of a CA whose key is on no host may be lost for good. */
    boolean canSign(String id) {
        return store.read(keyFile(id)).isPresent();
    }

    /**
     * Who signs in this store. In a draft, which only shows what there would be, any key does in
     * place of one that is lost.
     */
    Authority signer(String id) {
        return store.isDraft() && !canSign(id)
                ? new Authority(
                        id,
                        bundle(id).orElseThrow().signer(),
                        KeyAlgorithm.ECDSA_P256.newKeyPair(random).getPrivate())
                : require(id);
    }

    /**
     * A CA ready to sign.
     *
     * @throws PkiException when any of it is missing, the halves do not match, or its time is over
     */
    Authority require(String id) {
        CaBundle bundle =
                bundle(id)
                        .orElseThrow(() ->
                                new PkiException(
                                        "there is no CA " + id,
                                        store.describe(id + ".crt") + " does not exist",
                                        "Run `kprov apply`, which makes it, or restore it from a"
                                                + " backup."));
        String what = "the CA " + id + " cannot sign";
        PrivateKey key =
                store.readKey(keyFile(id))
                        .orElseThrow(() ->
                                new PkiException(
                                        what,
                                        store.describe(keyFile(id))
                                                + " is missing beside its certificate",
                                        RESTORE));
        refuse(
                id,
                store.describe(id + ".crt"),
                new AuthorityCheck(clock.instant()).problems(bundle, 0, Set.of()),
                bundle);
        if (!KeyPairs.match(key, bundle.signer().x509().getPublicKey())) {
            throw new PkiException(
                    what, store.describe(keyFile(id)) + " is not its certificate's key", RESTORE);
        }
        return new Authority(id, bundle.signer(), key);
    }

    /**
     * What to say when a CA must sign and its key is gone.
     *
     * @param wanted what it must sign, with the reasons
     */
    PkiException cannotSign(String id, List<String> wanted) {
        return new PkiException(
                "the CA " + id + " must sign, and its key is gone",
                store.describe(keyFile(id))
                        + " is missing; to be signed: "
                        + String.join("; ", wanted),
                "Restore the key from a backup, or make a new CA: `kprov certs rotate-ca "
                        + id.replaceFirst("/ca$|-ca$", "")
                        + "`.");
    }

    private void refuse(String id, String source, List<String> problems, CaBundle bundle) {
        if (!problems.isEmpty()) {
            boolean over = bundle.signer().validity().remaining(clock.instant()).isNegative();
            throw new PkiException(
                    "the CA " + id + " cannot sign",
                    source + ": " + String.join("; ", problems),
                    over && CaBundle.isRoot(bundle.signer())
                            ? "Rotate it: `kprov certs rotate-ca`."
                            : "Put a CA there that may sign, and below it its chain up to the root;"
                                    + " or restore the one that was there from a backup.");
        }
    }

    /** Key first: a run that dies in between finds it again and makes its certificate. */
    private void make(CertificateSpec ca, PkiRequest request) {
        Optional<PrivateKey> left = store.readKey(keyFile(ca.id()));
        KeyPair keys =
                left.map(KeyPairs::of).orElseGet(() -> request.keyAlgorithm().newKeyPair(random));
        if (left.isEmpty() || store.isUnprotected(keyFile(ca.id()))) {
            store.writeCaKey(keyFile(ca.id()), keys.getPrivate());
        }
        store.writePublic(
                ca.id() + ".crt", maker.selfSigned(ca, keys, request.lifetime(ca.lifetime())));
    }

    private PkiWork encrypt(String id) {
        return new PkiWork(
                new PkiChange.EncryptKey(id),
                () -> store.writeCaKey(keyFile(id), require(id).key()));
    }

    private static String keyFile(String id) {
        return id + ".key";
    }
}
