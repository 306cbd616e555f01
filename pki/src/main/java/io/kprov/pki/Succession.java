package io.kprov.pki;

import io.kprov.pki.Rotation.Phase;
import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Optional;

/** Makes the successor of a CA or of the service account keys, and hands over to it. */
final class Succession {
    private final PkiStore store;
    private final Authorities authorities;
    private final CertificateMaker maker;
    private final SecureRandom random;

    Succession(
            PkiStore store, Authorities authorities, CertificateMaker maker, SecureRandom random) {
        this.store = store;
        this.authorities = authorities;
        this.maker = maker;
        this.random = random;
    }

    /**
     * What a wanted rotation needs before it is under way.
     *
     * @throws PkiException when it cannot be
     */
    Optional<PkiWork> work(PkiRequest request) {
        Optional<String> wanted = request.rotating();
        Optional<Rotation> underWay = store.rotation();
        if (wanted.isEmpty() || underWay.map(Rotation::id).equals(wanted)) {
            return Optional.empty();
        }
        String id = wanted.get();
        underWay.ifPresent(other -> {
            throw new PkiException(
                    "%s cannot be rotated now".formatted(id),
                    "the rotation of %s is under way".formatted(other.id()),
                    "End that one first: repeat its `kprov certs rotate-ca`.");
        });
        requireThere(id);
        requireOwn(id, request.source());
        return Optional.of(new PkiWork(new PkiChange.Succession(id), () -> begin(id, request)));
    }

    private void requireThere(String id) {
        String file = Rotation.publicFile(id);
        if (store.read(file).isEmpty()) {
            throw new PkiException(
                    "there is no %s to rotate".formatted(id),
                    store.describe(file) + " does not exist",
                    "`kprov apply` makes it for a new cluster; of one that runs, `kprov certs"
                            + " recover` fetches it back.");
        }
    }

    private void requireOwn(String id, CaSource source) {
        boolean brought = source instanceof CaSource.Brought;
        boolean elsewhere = source instanceof CaSource.External;
        boolean serviceAccounts = id.equals(Rotation.SERVICE_ACCOUNTS);
        if (!serviceAccounts
                && (elsewhere
                        || (brought && id.equals(CertificateCatalog.CLUSTER_CA))
                        || !authorities
                                .bundle(id)
                                .map(bundle -> CaBundle.isRoot(bundle.signer()))
                                .orElseThrow())) {
            throw new PkiException(
                    "the CA %s is not kprov's own".formatted(id),
                    elsewhere
                            ? "its key is elsewhere (pki.ca: external)"
                            : "it was brought (pki.ca: brought)",
                    "kprov rotates CAs that it made; the service account keys it rotates always.");
        }
    }

    /** The word that it is under way comes last: before it, what lies there is of no meaning. */
    private void begin(String id, PkiRequest request) {
        String keyFile = Rotation.next(Rotation.keyFile(id));
        String publicFile = Rotation.next(Rotation.publicFile(id));
        Optional<PrivateKey> left = store.readKey(keyFile);
        if (id.equals(Rotation.SERVICE_ACCOUNTS)) {
            PrivateKey key = left.orElseGet(() -> ServiceAccountKeys.newKey(random));
            store.writeKey(keyFile, key);
            store.writePublic(publicFile, Pem.write(KeyPairs.of(key).getPublic()));
        } else {
            CertificateSpec spec = CertificateCatalog.find(id).orElseThrow();
            KeyPair keys =
                    left.map(KeyPairs::of)
                            .orElseGet(() -> request.keyAlgorithm().newKeyPair(random));
            store.writeCaKey(keyFile, keys.getPrivate());
            store.writePublic(
                    publicFile, maker.selfSigned(spec, keys, request.lifetime(spec.lifetime())));
        }
        store.writeRotation(new Rotation(id, Phase.TRUST));
    }

    /**
     * Goes on to the next phase; after the last one there is only the successor, under the old
     * names.
     *
     * @return the phase that is now; empty when the rotation has ended
     */
    Optional<Rotation> advance() {
        Rotation now =
                store.rotation()
                        .orElseThrow(() -> new IllegalStateException("no rotation is under way"));
        switch (now.phase()) {
            case TRUST -> store.writeRotation(new Rotation(now.id(), Phase.ISSUE));
            case ISSUE -> store.writeRotation(new Rotation(now.id(), Phase.DROP));
            case DROP -> {
                // Key first, while the certificate is still read beside it.
                String keyFile = Rotation.keyFile(now.id());
                String publicFile = Rotation.publicFile(now.id());
                store.replace(keyFile, Rotation.next(keyFile));
                store.replace(publicFile, Rotation.next(publicFile));
                store.remove(Rotation.FILE);
            }
        }
        return store.rotation();
    }
}
