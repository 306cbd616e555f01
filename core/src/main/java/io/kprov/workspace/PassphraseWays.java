package io.kprov.workspace;

import io.kprov.model.Secret;
import java.nio.file.Path;
import java.util.List;

/** How a passphrase gets here that the inventory does not hold. */
public interface PassphraseWays {
    /** For inventories that have theirs, or none. */
    PassphraseWays NONE =
            new PassphraseWays() {
                @Override
                public Secret typed(boolean first) {
                    throw new UnsupportedOperationException("nobody is here to be asked");
                }

                @Override
                public Secret printed(List<String> words, Path directory) {
                    throw new UnsupportedOperationException("no program is run here");
                }
            };

    /**
     * Somebody types it.
     *
     * @param first whether it is to protect keys that no passphrase opens yet: it is asked for
     *     twice then
     * @throws io.kprov.error.KprovException USAGE when nobody can be asked
     */
    Secret typed(boolean first);

    /**
     * A program of this machine prints it.
     *
     * @param words the program and its arguments; no shell reads them
     * @param directory where it runs
     * @throws io.kprov.error.KprovException FAILED when it prints none
     */
    Secret printed(List<String> words, Path directory);
}
