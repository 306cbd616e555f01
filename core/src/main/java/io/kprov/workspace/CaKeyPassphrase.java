package io.kprov.workspace;

import io.kprov.model.PassphraseSource;
import io.kprov.model.Secret;
import io.kprov.pki.Passphrase;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The passphrase of one run: asked for when a key needs it first, and then known. */
final class CaKeyPassphrase implements Passphrase {
    private final PassphraseSource source;
    private final PassphraseWays ways;
    private final Path directory;
    private @Nullable Secret known;

    CaKeyPassphrase(PassphraseSource source, PassphraseWays ways, Path directory) {
        this.source = source;
        this.ways = ways;
        this.directory = directory;
    }

    @Override
    public char[] toOpen() {
        return get(false);
    }

    @Override
    public char[] toProtect() {
        return get(true);
    }

    private synchronized char[] get(boolean first) {
        var secret = known;
        if (secret == null) {
            secret =
                    switch (source) {
                        case PassphraseSource.Known(var passphrase) -> passphrase;
                        case PassphraseSource.Prompt _ -> ways.typed(first);
                        case PassphraseSource.Command(var words) -> ways.printed(words, directory);
                    };
            known = secret;
        }
        return secret.reveal().toCharArray();
    }
}
