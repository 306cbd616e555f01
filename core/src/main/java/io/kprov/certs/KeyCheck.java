package io.kprov.certs;

import io.kprov.certs.Row.KeyFit;
import io.kprov.facts.CertificateFile;
import io.kprov.facts.CertificateFile.PublicKey;
import io.kprov.pki.ParsedCertificate;
import java.util.Optional;

/** Whether a private key belongs to a certificate, told without moving the key. */
final class KeyCheck {

    /**
     * The answer.
     *
     * @param fault in words, when it does not
     */
    record Answer(KeyFit fit, Optional<String> fault) {
        static final Answer NONE = new Answer(KeyFit.NONE, Optional.empty());

        private static Answer of(KeyFit fit) {
            return new Answer(fit, Optional.empty());
        }

        private static Answer wrong(String fault) {
            return new Answer(KeyFit.WRONG, Optional.of(fault));
        }
    }

    private KeyCheck() {}

    /**
     * Compares public keys, where the host could say which one belongs to the private key; else the
     * whole pair with the operator's.
     *
     * @param known the digest of the key that the operator has for this very certificate
     */
    static Answer of(
            String path,
            Optional<CertificateFile> file,
            ParsedCertificate certificate,
            Optional<String> known) {
        var key = file.flatMap(CertificateFile::key);
        if (key.isEmpty()) {
            return Answer.wrong(
                    file.isEmpty() ? "its key " + path + " is missing" : "no key is in " + path);
        }
        return switch (key.get().publicKey()) {
            case PublicKey.Known(var sha256) ->
                    sha256.equals(certificate.publicKeySha256())
                            ? Answer.of(KeyFit.FITS)
                            : Answer.wrong("the key in " + path + " is another's");
            case PublicKey.Unreadable _ ->
                    Answer.wrong("the key in " + path + " cannot be read: encrypted or damaged");
            case PublicKey.NotAsked _ ->
                    known.isEmpty()
                            ? Answer.of(KeyFit.NOT_CHECKED)
                            : known.get().equals(key.get().sha256())
                                    ? Answer.of(KeyFit.FITS)
                                    : Answer.wrong("the key in " + path + " is not the operator's");
        };
    }
}
