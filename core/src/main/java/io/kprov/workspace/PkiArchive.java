package io.kprov.workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All files below a folder in one zip.
 *
 * @param digest of their names and contents, in hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its digest only
record PkiArchive(String digest, byte[] zip) {
    /** The earliest that a zip can hold: the same files give the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** Empty when there is no file. */
    static Optional<PkiArchive> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        var zip = new ByteArrayOutputStream();
        var digest = sha256();
        int files = 0;
        try (var tree = Files.walk(folder);
                var entries = new ZipOutputStream(zip)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString();
                byte[] content = Files.readAllBytes(file);
                var entry = new ZipEntry(name);
                entry.setTimeLocal(NO_TIME);
                entries.putNextEntry(entry);
                entries.write(content);
                digest.update(
                        (name + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(content);
                files++;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return files == 0
                ? Optional.empty()
                : Optional.of(
                        new PkiArchive(
                                HexFormat.of().formatHex(digest.digest()), zip.toByteArray()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException("every JDK has SHA-256", every);
        }
    }

    @Override
    public String toString() {
        return "PkiArchive[" + digest + "]";
    }
}
