package io.kprov.lockfile;

import java.util.List;

/** How a downloaded file becomes the content of its versioned folder. */
public sealed interface Unpack {

    /** The download is the program: it is stored under this name, mode 0755. */
    record SingleFile(String name) implements Unpack {}

    /**
     * Some members of a gzipped tar archive.
     *
     * @param strip leading path components that are cut off, tar's {@code --strip-components}
     * @param members paths as in the folder, after the cut
     */
    record Members(int strip, List<String> members) implements Unpack {
        public Members {
            members = List.copyOf(members);
        }
    }

    /** All of a gzipped tar archive. */
    record Everything() implements Unpack {}
}
