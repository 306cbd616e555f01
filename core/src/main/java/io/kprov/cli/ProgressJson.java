package io.kprov.cli;

import io.kprov.journal.Entry;

/** For programs: the lines of the journal. */
record ProgressJson(Console console) implements Progress {

    @Override
    public void accept(Entry entry) {
        console.progress(entry.json());
    }

    @Override
    public void close() {
        // Tells by itself nothing more.
    }
}
