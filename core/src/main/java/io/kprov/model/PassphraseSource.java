package io.kprov.model;

import java.util.List;

/** Where the passphrase of the authorities' private keys comes from. */
public sealed interface PassphraseSource {

    /** The inventory has it, or the variable or file that it names. */
    record Known(Secret passphrase) implements PassphraseSource {}

    /** Somebody types it. */
    record Prompt() implements PassphraseSource {}

    /** A program of the operator's machine prints it. */
    record Command(List<String> words) implements PassphraseSource {
        public Command {
            words = List.copyOf(words);
        }
    }
}
