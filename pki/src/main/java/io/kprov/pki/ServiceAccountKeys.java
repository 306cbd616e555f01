package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The pair {@code sa.key} and {@code sa.pub}. Made once; a new one would void every service account
 * token of the cluster. Always RSA, whatever the certificates use: the API server's public key
 * parser takes no EC private key in PKCS#8.
 */
final class ServiceAccountKeys {
    static final String ID = "sa";
    private static final String KEY = "sa.key";
    private static final String PUBLIC = "sa.pub";
    private static final String RESTORE =
            "Restore it from a backup, or let `kprov certs recover` fetch it from"
                    + " /etc/kubernetes/pki on the control planes.";

    private final PkiStore store;
    private final SecureRandom random;

    ServiceAccountKeys(PkiStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    boolean exist() {
        return store.read(KEY).isPresent();
    }

    /**
     * What the pair needs; an error when the private half is lost or the halves differ.
     *
     * @param source an external CA signs before there are any, so it is no loss then
     */
    Optional<PkiWork> work(CaSource source) {
        Optional<PrivateKey> key = store.readKey(KEY);
        Optional<String> publicKey = store.read(PUBLIC);
        if (key.isPresent()) {
            publicKey.ifPresent(pem -> requireMatch(key.get(), pem));
            return publicKey.isPresent()
                    ? Optional.empty()
                    : Optional.of(create("sa.pub is missing", () -> writePublic(key.get())));
        }
        boolean late = source instanceof CaSource.External;
        if (publicKey.isPresent() || (store.hasIssued() && !late)) {
            throw new PkiException(
                    "the service account keys are not complete",
                    store.describe(KEY) + " is missing, and tokens may be in use",
                    RESTORE);
        }
        return Optional.of(create("there are none yet", this::make));
    }

    ServiceAccountKeyPair require() {
        return new ServiceAccountKeyPair(requireText(KEY), requireText(PUBLIC));
    }

    /** base64url of the SHA-256 of the signing key's public half (SubjectPublicKeyInfo). */
    String id() {
        byte[] key = publicKey(requireText(PUBLIC)).getEncoded();
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private PublicKey publicKey(String pem) {
        try {
            return Pem.readPublicKey(pem);
        } catch (UnreadableKeyException e) {
            throw new PkiException(
                    "cannot use " + store.describe(PUBLIC),
                    String.valueOf(e.getMessage()),
                    "Remove it; it is made again from sa.key.",
                    e);
        }
    }

    private String requireText(String file) {
        return store.read(file)
                .orElseThrow(() ->
                        new PkiException(
                                "there are no service account keys",
                                store.describe(file) + " does not exist",
                                "Run `kprov apply`, which makes them, or restore them from"
                                        + " a backup."));
    }

    private void requireMatch(PrivateKey key, String publicPem) {
        if (KeyPairs.match(key, publicKey(publicPem))) {
            return;
        }
        throw new PkiException(
                "the service account keys do not fit together",
                store.describe(PUBLIC) + " is not the public half of sa.key",
                "Compare both with /etc/kubernetes/pki on a control plane and restore the one that"
                        + " differs.");
    }

    static PrivateKey newKey(SecureRandom random) {
        return KeyAlgorithm.RSA_2048.newKeyPair(random).getPrivate();
    }

    private void make() {
        PrivateKey key = newKey(random);
        store.writeKey(KEY, key);
        writePublic(key);
    }

    private void writePublic(PrivateKey key) {
        store.writePublic(PUBLIC, Pem.write(KeyPairs.of(key).getPublic()));
    }

    private static PkiWork create(String reason, Runnable deed) {
        return new PkiWork(new PkiChange.Create(ID, Optional.empty(), reason), deed);
    }
}
