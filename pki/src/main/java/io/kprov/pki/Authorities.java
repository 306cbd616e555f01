package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The CAs of a store. A CA is made once: when anything was issued and a CA's file is gone, that is
 * an error and never a reason for a second CA, which no host would trust.
 */
final class Authorities {
    private static final String RESTORE =
            "Restore it from a backup, or fetch it from /etc/kubernetes/pki on a control plane.";

    private final PkiStore store;
    private final CertificateMaker maker;
    private final SecureRandom random;
    private final InstantSource clock;

    Authorities(PkiStore store, CertificateMaker maker, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.maker = maker;
        this.random = random;
        this.clock = clock;
    }

    /** What one CA needs; an error when it cannot be used. */
    Optional<PkiWork> work(CertificateSpec ca, PkiRequest request) {
        if (find(ca.id()).isPresent()) {
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
        return Optional.of(
                new PkiWork(
                        new PkiChange.Create(ca.id(), Optional.empty(), "there is none yet"),
                        () -> make(ca, request)));
    }

    /**
     * A CA ready to sign; empty when it has no certificate yet.
     *
     * @throws PkiException when half of it is missing, the halves do not match, or its time is over
     */
    Optional<Authority> find(String id) {
        String file = id + ".crt";
        return store.read(file).map(pem -> check(id, pem));
    }

    Authority require(String id) {
        return find(id).orElseThrow(() ->
                new PkiException(
                        "there is no CA " + id,
                        store.describe(id + ".crt") + " does not exist",
                        "Run `kprov apply`, which makes it, or restore it from a" + " backup."));
    }

    private Authority check(String id, String pem) {
        String what = "the CA " + id + " cannot sign";
        ParsedCertificate certificate = ParsedCertificate.parse(store.describe(id + ".crt"), pem);
        PrivateKey key =
                store.readKey(keyFile(id))
                        .orElseThrow(() ->
                                new PkiException(
                                        what,
                                        store.describe(keyFile(id))
                                                + " is missing beside its certificate",
                                        RESTORE));
        if (!certificate.ca()) {
            throw new PkiException(
                    what, store.describe(id + ".crt") + " is not a CA certificate", RESTORE);
        }
        if (!KeyPairs.match(key, certificate.x509().getPublicKey())) {
            throw new PkiException(
                    what, store.describe(keyFile(id)) + " is not its certificate's key", RESTORE);
        }
        Validity validity = certificate.validity();
        if (validity.remaining(clock.instant()).isNegative()) {
            throw new PkiException(
                    what,
                    "it expired at " + validity.notAfter(),
                    "Rotate it: `kprov certs rotate-ca`.");
        }
        return new Authority(id, certificate, key);
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
