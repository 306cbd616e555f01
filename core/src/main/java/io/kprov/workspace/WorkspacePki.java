package io.kprov.workspace;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.ClusterPki;
import io.kprov.pki.PkiChange;
import io.kprov.pki.PkiException;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.PkiStore;
import io.kprov.pki.Renewal;
import io.kprov.pki.SealedFile;
import io.kprov.pki.Unsigned;
import io.kprov.render.HostFile;
import io.kprov.state.ClusterState;
import io.kprov.step.PkiFile;
import io.kprov.step.PkiMaterial;
import io.kprov.step.SealedCopy;
import io.kprov.step.node.TrustCa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The PKI of {@code .kprov/<cluster>/pki}. While something is still to be made, plans are rendered
 * with a draft of it that is thrown away: so they are whole, and the store stays as it is until
 * {@link #make()}.
 */
public final class WorkspacePki implements PkiMaterial {
    private final Path folder;
    private final SecureRandom random;
    private final ClusterPki store;
    private final PkiRequest request;
    private final PkiPlaces places;
    private final List<Unsigned> unsigned;
    private boolean exists;
    private List<PkiChange> pending;
    private PkiPlaces.Files files;

    private WorkspacePki(
            Path folder,
            SecureRandom random,
            ClusterPki store,
            PkiRequest request,
            PkiPlaces places,
            PkiPlaces.Files files,
            List<Unsigned> unsigned,
            List<PkiChange> pending,
            boolean exists) {
        this.folder = folder;
        this.random = random;
        this.store = store;
        this.request = request;
        this.places = places;
        this.files = files;
        this.unsigned = unsigned;
        this.pending = pending;
        this.exists = exists;
    }

    static WorkspacePki open(
            Cluster cluster,
            ClusterState state,
            PkiStore files,
            SecureRandom random,
            InstantSource clock,
            Optional<Renewal> renewal,
            Optional<String> rotating) {
        Function<Path, ClusterPki> drafted =
                folder -> new ClusterPki(files.draftIn(folder), random, clock);
        var store = new ClusterPki(files, random, clock);
        var wish = PkiPlaces.request(cluster);
        var renewed = renewal.map(wish::renewing).orElse(wish);
        var request = rotating.map(renewed::rotating).orElse(renewed);
        var places = new PkiPlaces(cluster, request);
        return said(() -> {
            var pending = store.plan(request);
            var unsigned = unsigned(store, request);
            var placed =
                    pending.isEmpty() && unsigned.isEmpty()
                            ? places.files(store)
                            : draft(state, drafted, places, request);
            return new WorkspacePki(
                    state.pki(),
                    random,
                    store,
                    request,
                    places,
                    placed,
                    unsigned,
                    pending,
                    store.exists(request.source()));
        });
    }

    private static PkiPlaces.Files draft(
            ClusterState state,
            Function<Path, ClusterPki> drafted,
            PkiPlaces places,
            PkiRequest request) {
        Optional<Path> draft = Optional.empty();
        try {
            state.create();
            draft = Optional.of(Files.createTempDirectory(state.folder(), "pki.draft."));
            copy(state.pki(), draft.get());
            var pki = drafted.apply(draft.get());
            pki.ensure(request);
            if (request.source() instanceof CaSource.External) {
                pki.external().standIn(request);
            }
            return places.files(pki);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            draft.ifPresent(WorkspacePki::delete);
        }
    }

    @Override
    public synchronized boolean exists() {
        return exists;
    }

    @Override
    public synchronized List<String> pending() {
        return pending.stream().map(WorkspacePki::describe).toList();
    }

    @Override
    public synchronized Optional<Problem> refusal() {
        return store.refusal(pending).map(WorkspacePki::problem);
    }

    @Override
    public List<String> unsigned() {
        return unsigned.stream().map(WorkspacePki::describe).toList();
    }

    @Override
    public synchronized List<PkiFile> kubeletConfs(Host host) {
        return files.kubeletConfs(host);
    }

    @Override
    public synchronized List<PkiFile> files(Host host) {
        return files.of(host);
    }

    @Override
    public synchronized Optional<SealedCopy> copy(String certificate) {
        return pending.isEmpty()
                ? PkiArchive.of(folder)
                        .map(archive ->
                                new SealedCopy(
                                        archive.digest(),
                                        () -> SealedFile.seal(archive.zip(), certificate, random)))
                : Optional.of(new SealedCopy("still to be made", () -> new byte[0]));
    }

    @Override
    public synchronized HostFile superAdminConf() {
        return files.superAdminConf();
    }

    @Override
    public synchronized PkiFile clusterCa() {
        return files.clusterCa();
    }

    @Override
    public synchronized PkiFile kubeletClient(Host host) {
        return pending.isEmpty()
                ? said(() -> places.kubeletClient(store, host))
                : new PkiFile(
                        HostFile.secret(TrustCa.pairPath(), ""),
                        "certificate and key of the kubelet");
    }

    @Override
    public synchronized String tokenKeyId() {
        return files.tokenKeyId();
    }

    @Override
    public synchronized String caPem() {
        return files.caPem();
    }

    @Override
    public synchronized String caHash() {
        return files.caHash();
    }

    @Override
    public synchronized void make() {
        if (!pending.isEmpty()) {
            said(() -> store.ensure(request));
            pending = List.of();
            exists = true;
            files = places.files(store);
        }
    }

    /** The store itself, for commands about certificates. */
    public ClusterPki store() {
        return store;
    }

    private static String describe(PkiChange change) {
        String whose =
                CertificateCatalog.find(change.id())
                        .map(spec -> " to " + spec.purpose())
                        .orElse("");
        String where = change.node().map(node -> " of " + node).orElse("");
        return switch (change) {
            case PkiChange.Create create -> "make " + create.id() + where + whose;
            case PkiChange.Reissue reissue ->
                    "make " + reissue.id() + where + " anew: " + reissue.reason();
            case PkiChange.Succession succession ->
                    "make the successor of " + succession.id() + ", trusted beside it";
            case PkiChange.EncryptKey encrypt ->
                    "encrypt the key of " + encrypt.id() + ": " + encrypt.reason();
        };
    }

    private static String describe(Unsigned unsigned) {
        return unsigned.wanted().id()
                + unsigned.wanted().node().map(node -> " of " + node).orElse("");
    }

    /** What keeps hosts from being as wished; what only ends soon does not. */
    private static List<Unsigned> unsigned(ClusterPki store, PkiRequest request) {
        return request.source() instanceof CaSource.External
                ? store.external().open(request).stream().filter(each -> !each.usable()).toList()
                : List.of();
    }

    /** What the PKI refuses, told as kprov tells failures. */
    static <T> T said(java.util.function.Supplier<T> work) {
        try {
            return work.get();
        } catch (PkiException refused) {
            throw new KprovException(ExitCode.FAILED, List.of(problem(refused)), refused);
        }
    }

    private static Problem problem(PkiException refused) {
        return new Problem(
                "the PKI cannot be used as it is: " + refused.what(),
                refused.why(),
                "nothing was changed on any host",
                refused.next());
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (var tree = Files.walk(from)) {
            for (Path source : tree.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(source, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void delete(Path folder) {
        try (var tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
