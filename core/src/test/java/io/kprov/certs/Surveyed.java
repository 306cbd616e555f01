package io.kprov.certs;

import static io.kprov.preflight.Scene.NOW;

import io.kprov.error.Problem;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.CertificateFile.PublicKey;
import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.ProcessFact;
import io.kprov.facts.ServedCertificate;
import io.kprov.facts.ServedCertificateFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.pki.ApiServerNames;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.KeyAlgorithm;
import io.kprov.pki.KeyedCertificate;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.PkiNode;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.PkiStore;
import io.kprov.pki.Subject;
import io.kprov.pki.bc.CertificateContent;
import io.kprov.pki.bc.CertificateSigner;
import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import io.kprov.preflight.Scene;
import io.kprov.render.Digests;
import io.kprov.step.ClusterView;
import io.kprov.step.ClusterView.Look;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Three control planes and a worker with all their certificates, made by the real PKI, as a look
 * finds them; to be spoiled in one respect.
 */
final class Surveyed {
    static final String PKI = "/etc/kubernetes/pki/";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant WRITTEN = NOW.minus(Duration.ofDays(2));
    private static final Instant STARTED = NOW.minus(Duration.ofDays(1));

    final Cluster cluster = Scene.installed().cluster();
    final PkiRequest request = request(cluster);
    final ClusterPki store;
    private final Map<String, TreeMap<String, CertificateFile>> files = new HashMap<>();
    private final Map<String, Map<Fact<?>, Object>> answers = new HashMap<>();
    private final Map<String, Problem> unseen = new HashMap<>();
    private ClusterPki operators;

    /** With certificates that were {@link #make made} in the folder. */
    Surveyed(Path folder) {
        store = pki(folder);
        operators = store;
        for (Host host : cluster.hosts()) {
            files.put(host.name(), new TreeMap<>());
            answers.put(host.name(), new HashMap<>());
            CertificatePlaces.of(cluster, host).forEach(place -> place(host, place));
        }
    }

    static void make(Path folder) {
        pki(folder).ensure(request(Scene.installed().cluster()));
    }

    static ClusterPki pki(Path folder) {
        return new ClusterPki(
                new PkiStore(folder, Optional.empty(), RANDOM),
                RANDOM,
                InstantSource.fixed(WRITTEN));
    }

    static PkiRequest request(Cluster cluster) {
        return new PkiRequest(
                KeyAlgorithm.ECDSA_P256,
                Duration.ofDays(3650),
                Duration.ofDays(365),
                new CaSource.Made(),
                cluster.hosts().stream()
                        .map(host ->
                                new PkiNode(
                                        host.name(),
                                        host.address().toString(),
                                        host.has(Role.CONTROL_PLANE),
                                        host.has(Role.CONTROL_PLANE),
                                        true))
                        .toList(),
                new ApiServerNames(
                        "cluster.local", "10.96.0.1", "api.example.com", List.of("10.0.0.100")));
    }

    private void place(Host host, Place place) {
        String trusted = place.trusts().map(store::caPem).orElse("");
        if (place.isAuthority()) {
            put(host.name(), file(place.path(), "0644", trusted, "", Optional.empty()));
            place.key()
                    .ifPresent(path ->
                            put(
                                    host.name(),
                                    file(path, "0600", "", "", Optional.of(store.caKeyPem("ca")))));
            return;
        }
        var pair = place.leaf().map(id -> pair(host, id));
        boolean together = place.key().filter(place.path()::equals).isPresent();
        put(
                host.name(),
                file(
                        place.path(),
                        place.isSecret() ? "0600" : "0644",
                        pair.map(KeyedCertificate::certificatePem).orElse(""),
                        trusted,
                        pair.filter(each -> together).map(KeyedCertificate::privateKeyPem)));
        place.key()
                .filter(path -> !together)
                .ifPresent(path ->
                        put(
                                host.name(),
                                file(
                                        path,
                                        "0600",
                                        "",
                                        "",
                                        pair.map(KeyedCertificate::privateKeyPem))));
    }

    private KeyedCertificate pair(Host host, String id) {
        return id.equals(CertificateCatalog.KUBELET_CLIENT)
                ? client("system:node:" + host.name(), "system:nodes")
                : store.certificate(id, host.name());
    }

    /** A client certificate of the cluster's CA. */
    KeyedCertificate client(String name, String group) {
        return store.issueClient(
                new Subject(name, List.of(group)), KeyAlgorithm.ECDSA_P256, Duration.ofDays(90));
    }

    /** A certificate of the cluster's CA that says whatever one wants. */
    KeyedCertificate signed(KeyPair keys, Instant from, Instant to, String name, String group) {
        try {
            var ca = ParsedCertificate.parse("ca", store.caPem(CertificateCatalog.CLUSTER_CA));
            var certificate =
                    new CertificateSigner(RANDOM)
                            .signed(
                                    new CertificateContent(
                                            name,
                                            List.of(group),
                                            List.of(),
                                            List.of(),
                                            List.of("1.3.6.1.5.5.7.3.2"),
                                            false,
                                            false,
                                            from,
                                            to),
                                    keys.getPublic(),
                                    ca.x509(),
                                    Pem.readPrivateKey(store.caKeyPem("ca")));
            return new KeyedCertificate(Pem.write(certificate), Pem.write(keys.getPrivate()));
        } catch (UnreadableKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static KeyPair rsa(int bits) {
        return KeyPairs.rsa(bits, RANDOM);
    }

    static KeyPair ec() {
        return KeyPairs.ec("secp256r1", RANDOM);
    }

    /** A file as a host with openssl answers. */
    static CertificateFile file(
            String path,
            String mode,
            String certificates,
            String trusted,
            Optional<String> privateKey) {
        return new CertificateFile(
                path,
                mode,
                "root:root",
                WRITTEN,
                WRITTEN,
                "digest of " + certificates + trusted,
                certificates,
                trusted,
                privateKey.map(pem ->
                        new CertificateFile.Key(
                                Digests.ofText(pem), new PublicKey.Known(publicKey(pem)))));
    }

    private static String publicKey(String pem) {
        try {
            byte[] key = KeyPairs.of(Pem.readPrivateKey(pem)).getPublic().getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (UnreadableKeyException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Puts a file on a host, in the place of another one. */
    Surveyed put(String host, CertificateFile file) {
        Objects.requireNonNull(files.get(host)).put(file.path(), file);
        return this;
    }

    /** Puts a pair on a host. */
    Surveyed put(String host, String path, KeyedCertificate pair) {
        put(host, file(path + ".crt", "0644", pair.certificatePem(), "", Optional.empty()));
        return put(host, file(path + ".key", "0600", "", "", Optional.of(pair.privateKeyPem())));
    }

    CertificateFile file(String host, String path) {
        return Objects.requireNonNull(Objects.requireNonNull(files.get(host)).get(path));
    }

    Surveyed change(String host, String path, UnaryOperator<CertificateFile> change) {
        return put(host, change.apply(file(host, path)));
    }

    Surveyed remove(String host, String path) {
        Objects.requireNonNull(files.get(host)).remove(path);
        return this;
    }

    Surveyed removeAll(String host) {
        Objects.requireNonNull(files.get(host)).clear();
        return this;
    }

    <A> Surveyed answer(String host, Fact<A> fact, A answer) {
        Objects.requireNonNull(answers.get(host)).put(fact, answer);
        return this;
    }

    Surveyed unseen(String host) {
        unseen.put(host, new Problem(host + " is away", "no route", "nothing", "bring it back"));
        return this;
    }

    /** Another operator, whose PKI is somewhere else or nowhere. */
    Surveyed operator(ClusterPki other) {
        operators = other;
        return this;
    }

    static CertificateFile withMode(CertificateFile file, String mode, String owner) {
        return new CertificateFile(
                file.path(),
                mode,
                owner,
                file.modified(),
                file.changed(),
                file.sha256(),
                file.certificates(),
                file.trusted(),
                file.key());
    }

    static CertificateFile written(CertificateFile file, Instant modified, Instant changed) {
        return new CertificateFile(
                file.path(),
                file.mode(),
                file.owner(),
                modified,
                changed,
                file.sha256(),
                file.certificates(),
                file.trusted(),
                file.key());
    }

    /** The host has no openssl. */
    Surveyed withoutOpenssl(String host) {
        Objects.requireNonNull(files.get(host))
                .replaceAll((path, file) ->
                        new CertificateFile(
                                path,
                                file.mode(),
                                file.owner(),
                                file.modified(),
                                file.changed(),
                                file.sha256(),
                                file.certificates(),
                                file.trusted(),
                                file.key()
                                        .map(key ->
                                                new CertificateFile.Key(
                                                        key.sha256(), new PublicKey.NotAsked()))));
        return this;
    }

    CertificateInventory inventory() {
        var looks = new LinkedHashMap<String, Look>();
        CertificateInventory.questions(cluster)
                .forEach((host, facts) -> looks.put(host.name(), look(host, facts)));
        return CertificateInventory.of(
                cluster,
                request,
                OperatorPki.read(".kprov/prod/pki", operators),
                new ClusterView(cluster, looks),
                NOW,
                "inventory.yaml");
    }

    private Look look(Host host, Set<Fact<?>> facts) {
        var problem = unseen.get(host.name());
        if (problem != null) {
            return new Look.Unseen(problem, true);
        }
        var found = new HashMap<Fact<?>, Object>();
        facts.forEach(fact -> found.put(fact, usual(host, fact)));
        Objects.requireNonNull(answers.get(host.name()))
                .forEach((fact, answer) -> {
                    if (!facts.contains(fact)) {
                        throw new IllegalStateException("nobody asks " + fact);
                    }
                    found.put(fact, answer);
                });
        return new Look.Seen(new HostFacts(found));
    }

    private Object usual(Host host, Fact<?> fact) {
        var here = Objects.requireNonNull(files.get(host.name()));
        return switch (fact) {
            case CertificateFileFact(var pattern, _) ->
                    here.values().stream().filter(file -> pattern.matches(file.path())).toList();
            case ProcessFact _ -> Optional.of(STARTED);
            case UnitFact(var unit) ->
                    new UnitState(
                            true,
                            "active",
                            "running",
                            true,
                            false,
                            unit.equals("haproxy")
                                    ? Map.of(
                                            "/etc/haproxy/kprov-ca.crt",
                                            file(host.name(), "/etc/haproxy/kprov-ca.crt").sha256())
                                    : Map.of());
            case ServedCertificateFact(var endpoint) ->
                    Optional.ofNullable(here.get(served(endpoint)))
                            .<ServedCertificate>map(
                                    file -> new ServedCertificate.Presented(file.certificates()))
                            .orElseGet(ServedCertificate.Silent::new);
            default -> throw new IllegalArgumentException("no answer to " + fact);
        };
    }

    private static String served(String endpoint) {
        return switch (endpoint.substring(endpoint.lastIndexOf(':') + 1)) {
            case "6443" -> PKI + "apiserver.crt";
            case "2379" -> PKI + "etcd/server.crt";
            case "2380" -> PKI + "etcd/peer.crt";
            case "10250" -> "/var/lib/kubelet/pki/kubelet-serving.crt";
            default -> throw new IllegalArgumentException(endpoint);
        };
    }
}
