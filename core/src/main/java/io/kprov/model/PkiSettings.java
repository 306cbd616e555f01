package io.kprov.model;

import io.kprov.pki.KeyAlgorithm;
import java.time.Duration;
import java.util.Optional;

/** How certificates are made. Lifetimes are whole seconds. */
public record PkiSettings(
        KeyAlgorithm algorithm,
        Duration caLifetime,
        Duration leafLifetime,
        Optional<PassphraseSource> caKeyPassphrase) {}
