package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps a store in line with what a cluster should have, and hands out what hosts need. {@link
 * #plan} and {@link #ensure} come to the same answer; only the second writes.
 *
 * <p>Everything throws {@link PkiException} when the store cannot be used as it is.
 */
public final class ClusterPki {
    private final PkiStore store;
    private final InstantSource clock;
    private final CertificateMaker maker;
    private final Authorities authorities;
    private final ServiceAccountKeys serviceAccountKeys;

    public ClusterPki(PkiStore store, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.maker = new CertificateMaker(random, clock);
        this.authorities = new Authorities(store, maker, random, clock);
        this.serviceAccountKeys = new ServiceAccountKeys(store, random);
    }

    /** Whether there is any CA; a blank store beside a living cluster is a PKI to fetch back. */
    public boolean exists() {
        return CertificateCatalog.authorities().stream()
                .anyMatch(ca -> store.read(ca.id() + ".crt").isPresent());
    }

    /** What {@link #ensure} would do now; writes nothing. Empty when all is right. */
    public List<PkiChange> plan(PkiRequest request) {
        return work(request).stream().map(PkiWork::change).toList();
    }

    /**
     * Makes what is missing, and again what no longer fits; touches nothing else. CAs first, so
     * that a run that was cut short can be repeated.
     *
     * @return what was done
     */
    public List<PkiChange> ensure(PkiRequest request) {
        List<PkiWork> work = work(request);
        if (!store.isDraft()) {
            refusal(work.stream().map(PkiWork::change).toList())
                    .ifPresent(refused -> {
                        throw refused;
                    });
        }
        work.forEach(each -> each.deed().run());
        return work.stream().map(PkiWork::change).toList();
    }

    /**
     * Why {@link #ensure} refuses a plan: a CA would have to sign, and its key is gone. What it
     * signed before works on, so nothing else is in the way of a plan.
     */
    public Optional<PkiException> refusal(List<PkiChange> plan) {
        Map<String, List<String>> unsigned = new LinkedHashMap<>();
        for (PkiChange change : plan) {
            CertificateCatalog.find(change.id())
                    .flatMap(spec ->
                            spec.signer() instanceof Signer.SignedBy(String ca)
                                    ? Optional.of(ca)
                                    : Optional.empty())
                    .filter(this::hasLostItsKey)
                    .ifPresent(ca ->
                            unsigned.computeIfAbsent(ca, _ -> new ArrayList<>())
                                    .add(describe(change)));
        }
        return unsigned.entrySet().stream()
                .findFirst()
                .map(ca -> authorities.cannotSign(ca.getKey(), ca.getValue()));
    }

    private boolean hasLostItsKey(String ca) {
        return authorities.certificate(ca).isPresent() && !authorities.canSign(ca);
    }

    private static String describe(PkiChange change) {
        return change.id()
                + change.node().map(node -> " of " + node).orElse("")
                + " ("
                + change.reason()
                + ")";
    }

    /**
     * A certificate and its key.
     *
     * @param id the row of the catalog, not a CA's
     * @param node whose it is; no matter for what there is one of in the cluster
     */
    public KeyedCertificate certificate(String id, String node) {
        CertificateSpec spec = specOf(id, false);
        Optional<String> owner = spec.isOnePerCluster() ? Optional.empty() : Optional.of(node);
        String place = PkiStore.placeOf(spec, owner);
        return new KeyedCertificate(requireText(place + ".crt"), requireText(place + ".key"));
    }

    /** A CA's certificate, or the bundle in its file. */
    public String caPem(String id) {
        return requireText(specOf(id, true).id() + ".crt");
    }

    /** A CA's private key in the clear, for a host that must sign. */
    public String caKeyPem(String id) {
        return Pem.write(authorities.require(specOf(id, true).id()).key());
    }

    /**
     * What a joining node is given to recognise the cluster by: {@code sha256:} and the digest of
     * the cluster CA's public key (kubeadm's {@code caCertHashes}).
     */
    public String caHash() {
        String file = CertificateCatalog.CLUSTER_CA + ".crt";
        return "sha256:"
                + ParsedCertificate.parse(store.describe(file), requireText(file))
                        .publicKeySha256();
    }

    public ServiceAccountKeyPair serviceAccountKeys() {
        return serviceAccountKeys.require();
    }

    /**
     * Signs a client certificate for a person or a program, good for a kubeconfig. Nothing of it is
     * kept in the store.
     *
     * @param lifetime ends with the CA's at the latest
     */
    public KeyedCertificate issueClient(
            Subject subject, KeyAlgorithm algorithm, Duration lifetime) {
        if (subject.commonName().isBlank() || !lifetime.isPositive()) {
            throw new IllegalArgumentException(
                    "a client certificate needs a name and a lifetime: " + subject);
        }
        return maker.leaf(
                subject,
                AlternativeNames.none(),
                List.of(Usage.CLIENT_AUTH),
                lifetime,
                algorithm,
                authorities.require(CertificateCatalog.CLUSTER_CA));
    }

    /** Every certificate in the store by its path in it, sorted; for lists of what expires when. */
    public Map<String, ParsedCertificate> certificates() {
        Map<String, ParsedCertificate> found = new LinkedHashMap<>();
        for (String file : store.certificateFiles()) {
            found.put(file, ParsedCertificate.parse(store.describe(file), requireText(file)));
        }
        return found;
    }

    private List<PkiWork> work(PkiRequest request) {
        List<PkiWork> work = new ArrayList<>();
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            authorities.work(ca, request).ifPresent(work::add);
        }
        serviceAccountKeys.work().ifPresent(work::add);
        Map<String, ParsedCertificate> issuers = new HashMap<>();
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            authorities
                    .certificate(ca.id())
                    .ifPresent(certificate -> issuers.put(ca.id(), certificate));
        }
        for (WantedCertificate wanted : CertificateCatalog.leaves(request)) {
            Optional<ParsedCertificate> issuer =
                    Optional.ofNullable(issuers.get(wanted.issuerId()));
            boolean signs = issuer.isEmpty() || authorities.canSign(wanted.issuerId());
            change(signs ? wanted : wanted.asItIs(), issuer)
                    .map(change -> new PkiWork(change, () -> issue(wanted, request)))
                    .ifPresent(work::add);
        }
        return work;
    }

    private void issue(WantedCertificate wanted, PkiRequest request) {
        Authority issuer = authorities.signer(wanted.issuerId());
        store.writePair(
                PkiStore.placeOf(wanted.spec(), wanted.node()),
                maker.leaf(wanted, request.keyAlgorithm(), issuer));
    }

    private Optional<PkiChange> change(
            WantedCertificate wanted, Optional<ParsedCertificate> issuer) {
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
                        CertificateCheck.compare(wanted, found, issuer.get(), clock.instant())
                                .stream(),
                        keyDifference(place + ".key", found).stream());
        List<String> reasons = differences.toList();
        return reasons.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new PkiChange.Reissue(
                                wanted.id(), wanted.node(), String.join("; ", reasons)));
    }

    private Optional<String> keyDifference(String file, ParsedCertificate certificate) {
        Optional<PrivateKey> key = store.readKey(file);
        if (key.isEmpty()) {
            return Optional.of("its key is missing");
        }
        return KeyPairs.match(key.get(), certificate.x509().getPublicKey())
                ? Optional.empty()
                : Optional.of("its key is another's");
    }

    private static CertificateSpec specOf(String id, boolean ca) {
        return CertificateCatalog.find(id)
                .filter(spec -> spec.isCa() == ca)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no " + (ca ? "CA" : "certificate") + " is called " + id));
    }

    private String requireText(String file) {
        return store.read(file)
                .orElseThrow(() ->
                        new PkiException(
                                "cannot hand out " + file,
                                store.describe(file) + " does not exist",
                                "Run `kprov apply`, which makes it, or restore it from a"
                                        + " backup."));
    }
}
