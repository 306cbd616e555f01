package io.kprov.lockfile;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads upstream's checksum files, in all the forms they have: a bare digest (Kubernetes), or lines
 * of {@code sha256sum} for one file (containerd, CNI plugins) or many (etcd, and runc within a PGP
 * signature).
 */
final class Checksums {
    private static final Pattern LINE =
            Pattern.compile("(?<sha256>[0-9a-fA-F]{64})(?:\\s+\\*?(?<file>\\S.*))?");

    private Checksums() {}

    /**
     * The digest of one file, lower case; empty when the text has none for it, or several that
     * differ.
     *
     * @param file name without directory; a line that names no file is about it
     */
    static Optional<String> find(String text, String file) {
        Set<String> found =
                text.lines()
                        .map(line -> LINE.matcher(line.strip()))
                        .filter(line -> line.matches() && isAbout(line.group("file"), file))
                        .map(line -> line.group("sha256").toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private static boolean isAbout(@Nullable String named, String file) {
        return named == null || named.substring(named.lastIndexOf('/') + 1).equals(file);
    }
}
