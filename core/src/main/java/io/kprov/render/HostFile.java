package io.kprov.render;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A file as it should be on a host: where, whose, and what is in it.
 *
 * @param path absolute
 * @param mode four octal digits, e.g. {@code 0600}
 * @param owner {@code user:group}
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, below
public record HostFile(
        String path, String mode, String owner, byte[] bytes, Visibility visibility) {

    /** How the first line of kprov's own configuration files begins. */
    public static final String OWN = "# written by kprov, source ";

    /** Whether the content may be shown in a plan. */
    public enum Visibility {
        PUBLIC,
        SECRET
    }

    public HostFile {
        if (!path.startsWith("/") || !mode.matches("0[0-7]{3}")) {
            throw new IllegalArgumentException(path + " " + mode);
        }
    }

    /** A file of root's that everyone may read. */
    public static HostFile readable(String path, String text) {
        return new HostFile(
                path,
                "0644",
                "root:root",
                text.getBytes(StandardCharsets.UTF_8),
                Visibility.PUBLIC);
    }

    /** A file of root's that only root may read, whose content may still be shown in a plan. */
    public static HostFile rootOnly(String path, String text) {
        return new HostFile(
                path,
                "0600",
                "root:root",
                text.getBytes(StandardCharsets.UTF_8),
                Visibility.PUBLIC);
    }

    /** A file of root's that only root may read and that no plan shows. */
    public static HostFile secret(String path, String text) {
        return new HostFile(
                path,
                "0600",
                "root:root",
                text.getBytes(StandardCharsets.UTF_8),
                Visibility.SECRET);
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Lower-case hexadecimal SHA-256 of the content. */
    public String sha256() {
        return Sha256.hex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostFile file
                && path.equals(file.path)
                && mode.equals(file.mode)
                && owner.equals(file.owner)
                && visibility == file.visibility
                && Arrays.equals(bytes, file.bytes);
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return path + " (" + mode + " " + owner + ", " + bytes.length + " bytes)";
    }
}
