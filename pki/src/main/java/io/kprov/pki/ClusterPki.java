package io.kprov.pki;

import io.kprov.pki.bc.Pem;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a store in line with what a cluster should have, and hands out what hosts need. {@link
 * #plan} and {@link #ensure} come to the same answer; only the second writes.
 *
 * <p>Everything throws {@link PkiException} when the store cannot be used as it is.
 */
public final class ClusterPki {
    private final PkiStore store;
    private final SecureRandom random;
    private final InstantSource clock;
    private final CertificateMaker maker;
    private final Authorities authorities;
    private final Leaves leaves;
    private final ServiceAccountKeys serviceAccountKeys;
    private final Succession succession;

    public ClusterPki(PkiStore store, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
        this.maker = new CertificateMaker(random, clock);
        this.authorities = new Authorities(store, maker, random, clock);
        this.leaves = new Leaves(store, authorities, maker, random, clock);
        this.serviceAccountKeys = new ServiceAccountKeys(store, random);
        this.succession = new Succession(store, authorities, maker, random);
    }

    /** Whether there is any CA; a blank store beside a living cluster is a PKI to fetch back. */
    public boolean exists() {
        return CertificateCatalog.authorities().stream()
                .anyMatch(ca -> store.read(ca.id() + ".crt").isPresent());
    }

    /** The same where CAs may be here that say nothing of a cluster: they came from elsewhere. */
    public boolean exists(CaSource source) {
        return source instanceof CaSource.Made ? exists() : serviceAccountKeys.exist();
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
            // A lost key is a reason for a successor, which signs for itself.
            Optional.of(change)
                    .filter(each -> !(each instanceof PkiChange.Succession))
                    .flatMap(each -> CertificateCatalog.find(each.id()))
                    .map(CertificateSpec::issuerId)
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
        return authorities.bundle(ca).isPresent() && !authorities.canSign(ca);
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
        String certificate = requireText(place + ".crt");
        return new KeyedCertificate(
                spec.usages().contains(Usage.SERVER_AUTH)
                        ? certificate + bundle(spec.issuerId()).sentPem()
                        : certificate,
                requireText(place + ".key"));
    }

    /**
     * What the cluster's own programs trust: a CA's certificate, or the bundle in its file, without
     * what stands above an intermediate.
     */
    public String caPem(String id) {
        return bundle(specOf(id, true).id()).anchorsPem();
    }

    /** The certificate of a CA that signs, alone. */
    public String signerPem(String id) {
        return Pem.write(bundle(specOf(id, true).id()).signer().x509());
    }

    /** What other programs check servers against: the same, and the chain up to the root. */
    public String trustPem(String id) {
        return bundle(specOf(id, true).id()).pem();
    }

    /** The certificates in a CA's file: during a rotation more than one; none before it is made. */
    public List<ParsedCertificate> authority(String id) {
        String file = specOf(id, true).id() + ".crt";
        return store.read(file)
                .map(pem -> ParsedCertificate.parseAll(store.describe(file), pem))
                .orElse(List.of());
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
     * How Kubernetes names the key that signs service account tokens, in their header's {@code
     * kid}: the digest of its public half (kubernetes: pkg/serviceaccount, keyIDFromPublicKey).
     */
    public String tokenKeyId() {
        return serviceAccountKeys.id();
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
                algorithm.newKeyPair(random),
                authorities.require(CertificateCatalog.CLUSTER_CA));
    }

    /**
     * Signs a kubelet's client certificate. Nothing of it is kept: that kubelet renews it like all
     * others.
     *
     * @param ca who signs for kubelets
     */
    public KeyedCertificate kubeletClient(String ca, String node, PkiRequest request) {
        return maker.leaf(
                new Subject("system:node:" + node, List.of("system:nodes")),
                AlternativeNames.none(),
                List.of(Usage.CLIENT_AUTH),
                request.leafLifetime(),
                request.keyAlgorithm().newKeyPair(random),
                authorities.require(ca));
    }

    /** Every certificate in the store by its path in it, sorted; for lists of what expires when. */
    public Map<String, ParsedCertificate> certificates() {
        Map<String, ParsedCertificate> found = new LinkedHashMap<>();
        for (String file : store.certificateFiles()) {
            found.put(file, ParsedCertificate.parse(store.describe(file), requireText(file)));
        }
        return found;
    }

    /** The wanted certificates below the CAs that were made before, in the catalog's order. */
    public Map<Renewal.Item, ParsedCertificate> leaves(PkiRequest request) {
        return leaves.found(request);
    }

    /** The rotation that is under way. */
    public Optional<Rotation> rotation() {
        return store.rotation();
    }

    /**
     * Goes on to the next phase of the rotation under way: only when every host is as this one
     * wants it.
     *
     * @return the phase that is now; empty when the rotation has ended
     */
    public Optional<Rotation> advanceRotation() {
        return succession.advance();
    }

    /** The paper work with a CA whose key is elsewhere. */
    public ExternalSigning external() {
        return new ExternalSigning(store, random, clock);
    }

    /** Private keys in the store that others than its owner may read or write, by their paths. */
    public List<String> exposedKeys() {
        return store.exposedKeys();
    }

    private List<PkiWork> work(PkiRequest request) {
        List<PkiWork> work = new ArrayList<>();
        if (request.source() instanceof CaSource.External) {
            serviceAccountKeys.work(request.source()).ifPresent(work::add);
            succession.work(request).ifPresent(work::add);
            return work;
        }
        for (CertificateSpec ca : CertificateCatalog.authorities()) {
            authorities.work(ca, request).ifPresent(work::add);
        }
        serviceAccountKeys.work(request.source()).ifPresent(work::add);
        work.addAll(leaves.work(request));
        succession.work(request).ifPresent(work::add);
        return work;
    }

    private CaBundle bundle(String ca) {
        return authorities.bundle(ca).orElseGet(() -> CaBundle.parse(ca, requireText(ca + ".crt")));
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
