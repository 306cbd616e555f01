package io.kprov.remote.ssh;

import io.kprov.model.Secret;
import java.nio.file.Path;
import java.util.Optional;

/** Asks the operator for the passphrase of a private key. */
@FunctionalInterface
public interface PassphrasePrompt {

    /**
     * Waits for the operator.
     *
     * @param attempt 1 for the first question; more when the answer before was wrong
     * @return empty when nobody can be asked (no terminal), or nobody answered
     */
    Optional<Secret> ask(Path keyFile, int attempt);
}
