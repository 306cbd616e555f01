package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Secret;
import io.kprov.workspace.PassphraseWays;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The passphrase of the authorities' keys, from whoever sits here or from a program of theirs. */
final class PassphraseAsked implements PassphraseWays {
    private static final int TRIES = 3;

    private final Function<String, Optional<String>> hidden;
    private final LocalProgram program;

    /**
     * Makes one.
     *
     * @param hidden asks a question whose answer is not shown; empty when nobody can be asked
     */
    PassphraseAsked(Function<String, Optional<String>> hidden, LocalProgram program) {
        this.hidden = hidden;
        this.program = program;
    }

    @Override
    public Secret typed(boolean first) {
        String question = "passphrase of the CA keys: ";
        for (int i = 0; i < TRIES; i++) {
            String answer = ask(question);
            if (answer.isEmpty()) {
                question = "an empty one protects nothing; passphrase of the CA keys: ";
            } else if (first && !ask("once more, as it is new: ").equals(answer)) {
                question = "these were two different ones; passphrase of the CA keys: ";
            } else {
                return new Secret(answer);
            }
        }
        throw new KprovException(
                ExitCode.FAILED,
                new Problem(
                        "there is no passphrase for the CA keys",
                        "it was asked for " + TRIES + " times",
                        "nothing was changed",
                        "repeat the same command"));
    }

    private String ask(String question) {
        return hidden.apply(question)
                .orElseThrow(() ->
                        new KprovException(
                                ExitCode.USAGE,
                                new Problem(
                                        "a CA key needs its passphrase",
                                        "pki.caKeyPassphrase says prompt, and there is no terminal"
                                                + " to ask on",
                                        "nothing was changed",
                                        "repeat it on a terminal, or let pki.caKeyPassphrase come"
                                                + " from ${env:NAME}, ${file:path} or a command")));
    }

    @Override
    public Secret printed(List<String> words, Path directory) {
        String line = program.firstLine("pki.caKeyPassphrase", words, directory);
        if (line.isEmpty()) {
            throw program.failure(
                    "pki.caKeyPassphrase", words, "the first line that it printed is empty");
        }
        return new Secret(line);
    }
}
