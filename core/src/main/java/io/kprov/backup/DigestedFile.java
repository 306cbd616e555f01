package io.kprov.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file for its owner alone that may be larger than the memory: written beside its place, and
 * moved there when its digest is known to be right.
 */
final class DigestedFile implements Closeable {
    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final MessageDigest digest = digest();
    private long size;

    DigestedFile(Path file) throws IOException {
        this.file = file;
        this.temporary =
                Files.createTempFile(
                        file.toAbsolutePath().resolveSibling(""),
                        "." + file.getFileName() + ".",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        this.channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        var buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        size += length;
    }

    long size() {
        return size;
    }

    /** Of what was written so far, in lower-case hexadecimal. */
    String sha256() {
        return HexFormat.of().formatHex(copy(digest).digest());
    }

    /** Gives it its name; the content is on the disk before. */
    void keep() throws IOException {
        channel.force(true);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (var entries =
                FileChannel.open(
                        file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(temporary);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException every) {
            throw new IllegalStateException("the JDK's digests can be copied", every);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException("every JDK has SHA-256", every);
        }
    }
}
