package io.kprov.remote.ssh;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The host keys that the operator trusts: those of the inventory, where it gives fingerprints, else
 * those read from known_hosts files as OpenSSH reads them, pinned into kprov's own. Thread-safe;
 * the files are read anew for every question, so a pin counts at once.
 */
public final class KnownHosts {
    private static final int DEFAULT_PORT = 22;

    private final List<Path> files;
    private final Path pinned;

    /**
     * Reads nothing yet.
     *
     * @param files read only; missing ones are empty
     * @param pinned read as well, and written by {@link #pin}
     */
    public KnownHosts(List<Path> files, Path pinned) {
        this.files =
                Stream.concat(Stream.of(pinned), files.stream())
                        .map(file -> file.toAbsolutePath().normalize())
                        .distinct()
                        .toList();
        this.pinned = pinned;
    }

    /** What is known of a key that a host shows. */
    public sealed interface Verdict {
        record Trusted() implements Verdict {}

        /** No file has a key for the host. */
        record Unknown() implements Verdict {}

        /** The host has other keys in the files, at these places. */
        record Changed(List<String> places) implements Verdict {}

        /** The inventory gives fingerprints of the host's keys, and this is none of them. */
        record Unlisted(List<String> listed) implements Verdict {}

        /** The operator has marked this very key as not to be trusted. */
        record Revoked(String place) implements Verdict {}
    }

    /** Judges a key that a host shows. A key that is marked as revoked is never trusted. */
    public Verdict check(SshTarget target, HostKey key) {
        var known = check(target.host(), target.port(), key);
        if (target.hostKeys().isEmpty() || known instanceof Verdict.Revoked) {
            return known;
        }
        return target.hostKeys().contains(key.fingerprint())
                ? new Verdict.Trusted()
                : new Verdict.Unlisted(target.hostKeys());
    }

    /** Judges by the files alone. */
    Verdict check(String host, int port, HostKey key) {
        var lines = find(host, port);
        for (var line : lines) {
            if (line.revoked() && line.key().base64().equals(key.base64())) {
                return new Verdict.Revoked(line.place());
            }
        }
        var trusted = lines.stream().filter(line -> !line.revoked()).toList();
        if (trusted.stream().anyMatch(line -> line.key().base64().equals(key.base64()))) {
            return new Verdict.Trusted();
        }
        return trusted.isEmpty()
                ? new Verdict.Unknown()
                : new Verdict.Changed(
                        trusted.stream().map(l -> l.place() + " " + l.key()).distinct().toList());
    }

    /**
     * The key types known for a host: to be asked of it first, as OpenSSH does. A fingerprint does
     * not tell the type of its key, and the files count for nothing beside it.
     */
    Set<String> knownTypes(SshTarget target) {
        return target.hostKeys().isEmpty() ? knownTypes(target.host(), target.port()) : Set.of();
    }

    Set<String> knownTypes(String host, int port) {
        var types = new TreeSet<String>();
        find(host, port).stream()
                .filter(line -> !line.revoked())
                .forEach(line -> types.add(line.key().type()));
        return types;
    }

    /** The files that are asked, for messages. */
    List<Path> files() {
        return files;
    }

    /**
     * Trusts these keys of a host from now on. The file is replaced in one step; a key that is
     * there already is not written twice, and other lines stay as they are.
     */
    public synchronized void pin(String host, int port, List<HostKey> keys) {
        pin(host, port, keys, false);
    }

    /** The same in the place of those that were pinned before: of a machine that is no more. */
    public synchronized void replace(String host, int port, List<HostKey> keys) {
        pin(host, port, keys, true);
    }

    private void pin(String host, int port, List<HostKey> keys, boolean instead) {
        try {
            var lines =
                    new ArrayList<>(Files.exists(pinned) ? Files.readAllLines(pinned) : List.of());
            if (instead) {
                lines.removeIf(line -> line.startsWith(nameInFile(host, port) + " "));
            }
            for (var key : keys) {
                var line = nameInFile(host, port) + " " + key.type() + " " + key.base64();
                if (!lines.contains(line)) {
                    lines.add(line);
                }
            }
            replace(String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new KprovException(
                    ExitCode.FAILED,
                    List.of(
                            new Problem(
                                    "The host keys of " + host + " could not be pinned",
                                    e.toString(),
                                    pinned + " is as it was",
                                    "make the folder writable, then repeat the command")),
                    e);
        }
    }

    private void replace(String text) throws IOException {
        var folder = pinned.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        var temporary = Files.createTempFile(folder, ".known_hosts", ".new"); // mode 0600
        try {
            Files.writeString(temporary, text);
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, pinned, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private List<KnownHostsLine> find(String host, int port) {
        var name = nameInFile(host, port);
        var lines = files.stream().flatMap(KnownHosts::read).toList();
        var found = lines.stream().filter(line -> line.matches(name)).toList();
        // ssh falls back to the entry without a port where the one with it is missing
        return found.isEmpty() && port != DEFAULT_PORT
                ? lines.stream()
                        .filter(line -> line.matches(nameInFile(host, DEFAULT_PORT)))
                        .toList()
                : found;
    }

    private static Stream<KnownHostsLine> read(Path file) {
        if (!Files.exists(file)) {
            return Stream.empty();
        }
        try {
            var lines = Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            return java.util.stream.IntStream.range(0, lines.size())
                    .mapToObj(i -> KnownHostsLine.parse(file, i + 1, lines.get(i)))
                    .flatMap(java.util.Optional::stream);
        } catch (IOException e) {
            throw new KprovException(
                    ExitCode.SSH,
                    List.of(
                            new Problem(
                                    "The known hosts in " + file + " cannot be read",
                                    e.toString(),
                                    "no host was contacted",
                                    "make the file readable, or take it out of ssh.knownHosts")),
                    e);
        }
    }

    private static String nameInFile(String host, int port) {
        var lower = host.toLowerCase(Locale.ROOT);
        return port == DEFAULT_PORT ? lower : "[" + lower + "]:" + port;
    }
}
