package io.kprov.journal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file for its owner only, in a folder for its owner only. Not a FileChannel, which an interrupt
 * of the writing thread would close for everyone.
 */
final class DiskFile implements Journal.Disk {
    private final FileOutputStream stream;

    private DiskFile(FileOutputStream stream) {
        this.stream = stream;
    }

    /** Makes the folder, which must not be there yet, and the file in it. */
    static DiskFile create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectory(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        // The names must survive a loss of power, too.
        forceFolder(folder);
        forceFolder(folder.resolveSibling(""));
        return open(file);
    }

    static DiskFile open(Path file) throws IOException {
        return new DiskFile(new FileOutputStream(file.toFile(), true));
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void append(byte[] line) throws IOException {
        stream.write(line);
    }

    @Override
    public void force() throws IOException {
        stream.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
