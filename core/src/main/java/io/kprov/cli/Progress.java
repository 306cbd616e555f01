package io.kprov.cli;

import io.kprov.journal.Entry;
import java.util.function.Consumer;

/** Tells the events of a run on stderr, as they happen; called from many threads. */
interface Progress extends Consumer<Entry>, AutoCloseable {

    /** Nothing is told afterwards. */
    @Override
    void close();
}
