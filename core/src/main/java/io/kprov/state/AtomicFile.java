package io.kprov.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes a file on the operator's machine so that a crash leaves the old content or the new one,
 * never half of it.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** Who may read a file; only its owner may write it. */
    public enum Readers {
        OWNER("rw-------"),
        EVERYONE("rw-r--r--");

        private final String permissions;

        Readers(String permissions) {
            this.permissions = permissions;
        }
    }

    /** Replaces or creates the file, whose directory exists. */
    public static void write(Path file, String text, Readers readers) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = target.resolveSibling("");
        Path temporary =
                Files.createTempFile(
                        directory,
                        "." + target.getFileName() + ".",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(readers.permissions)));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        // The new name itself must survive a power cut too.
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }
}
