package io.kprov.inventory;

import io.kprov.pki.SealedFile;
import java.util.Optional;

/** The forms of what stands below {@code backup}: paths and names that need no quotes anywhere. */
final class BackupFormats {
    private static final int LARGEST_PEM = 64 << 10;

    static final Format PATH =
            Format.of(
                    "an absolute path (of letters, digits and . _ - /)",
                    "(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+");

    static final Format REMOTE_PATH =
            Format.of(
                    "a path (of letters, digits and . _ - /)",
                    "\\.|/?[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    static final Format WORD =
            Format.of("a name (of letters, digits and . _ -)", "[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

    static final Format PREFIX =
            Format.of(
                    "a prefix (of letters, digits and . _ - /, not / at its start)",
                    "[A-Za-z0-9_][A-Za-z0-9._/-]{0,254}");

    static final Format HOST_KEY =
            Format.of(
                            "a public key (its type and the key, as in known_hosts)",
                            "(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]{60,900}={0,2}")
                    .hinting(text ->
                            text.matches("\\S+ \\S+ \\S.*")
                                    ? Optional.of("leave the host's name and the comment out")
                                    : Optional.empty());

    static final Format PRIVATE_KEY =
            Format.of(
                            "a private key as OpenSSH writes it",
                            "-----BEGIN [A-Z ]*PRIVATE KEY-----[^\\u0000]+")
                    .upTo(LARGEST_PEM);

    static final Format CERTIFICATE =
            Format.of(
                            "a certificate with an RSA key of 2048 bits or more (PEM)",
                            "[^\\u0000]*-----BEGIN CERTIFICATE-----[^\\u0000]+")
                    .upTo(LARGEST_PEM)
                    .exactly(SealedFile::canBeSealedTo);

    private BackupFormats() {}
}
