package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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

    Authorities(PkiStore store, CertificateMaker maker, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.maker = maker;
        this.random = random;
        this.clock = clock;
    }

    /** What one CA needs; an error when it cannot be used. */
    Optional<PkiWork> work(CertificateSpec ca, PkiRequest request) {
        if (certificate(ca.id()).isPresent()) {
            if (ca.holder() != Holder.OPERATOR || canSign(ca.id())) {
                require(ca.id());
            }
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
     * A CA's certificate, which is enough to compare what it signed; empty when there is none yet.
     *
     * @throws PkiException when it is no CA's, or its time is over
     */
    Optional<ParsedCertificate> certificate(String id) {
        return store.read(id + ".crt").map(pem -> check(id, pem));
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
                        certificate(id).orElseThrow(),
                        KeyAlgorithm.ECDSA_P256.newKeyPair(random).getPrivate())
                : require(id);
    }

    /**
     * A CA ready to sign.
     *
     * @throws PkiException when any of it is missing, the halves do not match, or its time is over
     */
    Authority require(String id) {
        ParsedCertificate certificate =
                certificate(id)
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
        if (!KeyPairs.match(key, certificate.x509().getPublicKey())) {
            throw new PkiException(
                    what, store.describe(keyFile(id)) + " is not its certificate's key", RESTORE);
        }
        return new Authority(id, certificate, key);
    }

    private ParsedCertificate check(String id, String pem) {
        String what = "the CA " + id + " cannot sign";
        ParsedCertificate certificate = ParsedCertificate.parse(store.describe(id + ".crt"), pem);
        if (!certificate.ca()) {
            throw new PkiException(
                    what, store.describe(id + ".crt") + " is not a CA certificate", RESTORE);
        }
        Validity validity = certificate.validity();
        if (validity.remaining(clock.instant()).isNegative()) {
            throw new PkiException(
                    what,
                    "it expired at " + validity.notAfter(),
                    "Rotate it: `kprov certs rotate-ca`.");
        }
        return certificate;
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
