package io.kprov.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * What one story needs and leaves on the operator's side, below {@code target/lab/}: the inventory,
 * a throw-away key, the known hosts, and whatever kprov writes.
 *
 * @param path the folder, fresh at the story's start and left there at its end
 */
record StoryFolder(Path path) {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** An empty folder for the story, with a key of its own in {@code lab_key}. */
    static StoryFolder fresh(String story) {
        Path path = Checkout.root().resolve("integration-tests/target/lab").resolve(story);
        Program.run(LIMIT, List.of("rm", "-rf", path.toString())).orFail();
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StoryFolder folder = new StoryFolder(path);
        String key = path.resolve("lab_key").toString();
        Program.run(
                        LIMIT,
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-C",
                                "lab",
                                "-f",
                                key))
                .orFail();
        return folder;
    }

    String publicKey() {
        return read(path.resolve("lab_key.pub")).strip();
    }

    void write(String name, String text) {
        try {
            Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that nobody else may read. */
    void writeSecret(String name, String secret) {
        write(name, secret);
        try {
            Files.setPosixFilePermissions(
                    path.resolve(name), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
