package io.kprov.inventory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Local files that an inventory names.
 *
 * @param home what {@code ~} stands for
 * @param base the inventory's directory, where relative paths start
 */
record FilePaths(Path home, Path base) {

    /** Empty when the text cannot be a path, or names another user's home. */
    Optional<Path> resolve(String written) {
        try {
            if (written.equals("~") || written.startsWith("~/")) {
                return Optional.of(home.resolve(written.substring(Math.min(2, written.length()))));
            }
            return written.startsWith("~")
                    ? Optional.empty()
                    : Optional.of(base.resolve(written).normalize());
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
