package io.kprov.pki;

import java.util.List;

/** What became of files that an external CA answered with: all were taken, or none. */
public sealed interface ImportResult {

    /**
     * Every file that was asked for is in the store.
     *
     * @param files those that were new, by their name in the folder
     * @param unused those that nothing was asked for under that name
     */
    record Taken(List<String> files, List<String> unused) implements ImportResult {
        public Taken {
            files = List.copyOf(files);
            unused = List.copyOf(unused);
        }
    }

    /** Nothing was written. */
    record Refused(List<PkiException> reasons) implements ImportResult {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }
}
