package io.kprov.model;

import io.kprov.pki.CaSource;
import io.kprov.pki.KeyAlgorithm;
import java.time.Duration;
import java.util.Optional;

/** How certificates are made. Lifetimes are whole seconds. */
public record PkiSettings(
        KeyAlgorithm algorithm,
        Duration caLifetime,
        Duration leafLifetime,
        Optional<PassphraseSource> caKeyPassphrase,
        CaSource ca) {

    /** With CAs that kprov makes. */
    public PkiSettings(
            KeyAlgorithm algorithm,
            Duration caLifetime,
            Duration leafLifetime,
            Optional<PassphraseSource> caKeyPassphrase) {
        this(algorithm, caLifetime, leafLifetime, caKeyPassphrase, new CaSource.Made());
    }
}
