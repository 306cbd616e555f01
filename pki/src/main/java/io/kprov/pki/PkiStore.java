package io.kprov.pki;

import io.kprov.pki.bc.KeyPairs;
import io.kprov.pki.bc.Pem;
import io.kprov.pki.bc.UnreadableKeyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The directory that holds a cluster's PKI, and its only writer. What there is one of lies as
 * kubeadm lays it out ({@code ca.crt}, {@code etcd/ca.key}, {@code sa.pub}, ...), a node's own
 * below {@code hosts/<node>/}, the operator's below {@code operator/}.
 *
 * <p>Directories are 0700 and keys 0600. A file is written beside its place, synced and renamed, so
 * after a crash it is either the old one or the new one.
 */
public final class PkiStore {
    private static final Set<PosixFilePermission> DIRECTORY =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PUBLIC =
            PosixFilePermissions.fromString("rw-r--r--");
    private static final String HOSTS = "hosts";
    private static final String OPERATOR = "operator";

    private final Path directory;
    private final Optional<Passphrase> passphrase;
    private final boolean draft;
    private final SecureRandom random;

    /** Opening a key takes scrypt a quarter of a second, so each text is opened once. */
    private final Map<String, PrivateKey> opened = new ConcurrentHashMap<>();

    /**
     * @param directory made when the first file is written
     * @param passphrase for the CAs' private keys; without one they lie in the clear
     */
    public PkiStore(Path directory, Optional<Passphrase> passphrase, SecureRandom random) {
        this(directory, passphrase, false, random);
    }

    private PkiStore(
            Path directory, Optional<Passphrase> passphrase, boolean draft, SecureRandom random) {
        this.directory = directory;
        this.passphrase = passphrase;
        this.draft = draft;
        this.random = random;
    }

    /**
     * A store for what is thrown away at once: it opens the keys that this one opens, and encrypts
     * none of its own, so that nobody is asked for a passphrase that protects nothing.
     */
    public PkiStore draftIn(Path other) {
        return new PkiStore(other, passphrase, true, random);
    }

    /** Whether all that is made here is thrown away at once. */
    boolean isDraft() {
        return draft;
    }

    /** Where a certificate lies, relative to the store and without {@code .crt} or {@code .key}. */
    static String placeOf(CertificateSpec spec, Optional<String> node) {
        if (spec.isCa()) {
            return spec.id();
        }
        return node.map(name -> HOSTS + "/" + name).orElse(OPERATOR) + "/" + spec.id();
    }

    /** The whole path of a file of the store, for messages. */
    String describe(String file) {
        return directory.resolve(file).toString();
    }

    /**
     * A file's text; during a rotation of what it belongs to, what it is then: see {@link
     * Rotation#read}.
     */
    Optional<String> read(String file) {
        return rotationOf(file)
                .map(rotation -> rotation.read(file, this::text))
                .orElseGet(() -> text(file));
    }

    /** The rotation that is under way. */
    Optional<Rotation> rotation() {
        return text(Rotation.FILE).map(text -> Rotation.parse(describe(Rotation.FILE), text));
    }

    private Optional<Rotation> rotationOf(String file) {
        return Rotation.mayConcern(file)
                ? rotation().filter(rotation -> rotation.concerns(file))
                : Optional.empty();
    }

    private Optional<String> text(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(Files.readString(path))
                    : Optional.empty();
        } catch (IOException e) {
            throw failure("cannot read " + describe(file), e);
        }
    }

    /** Whether anything was ever issued below the CAs. */
    boolean hasIssued() {
        return Files.exists(directory.resolve(HOSTS)) || Files.exists(directory.resolve(OPERATOR));
    }

    /** The certificates in the store, relative paths, sorted; a successor is in its CA's file. */
    List<String> certificateFiles() {
        return files(".crt").stream().filter(file -> !Rotation.isNext(file)).toList();
    }

    /** Private keys that others than their owner may read or write, relative paths, sorted. */
    List<String> exposedKeys() {
        List<String> exposed = new ArrayList<>();
        for (String file : files(".key")) {
            try {
                Path path = directory.resolve(file);
                if (!PRIVATE.containsAll(Files.getPosixFilePermissions(path))) {
                    exposed.add(file);
                }
            } catch (IOException e) {
                throw failure("cannot look at " + describe(file), e);
            }
        }
        return exposed;
    }

    private List<String> files(String ending) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(path -> directory.relativize(path).toString())
                    .filter(file -> file.endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw failure("cannot list " + directory, e);
        }
    }

    /** Key first: a pair that a crash has torn is seen, as its halves do not match. */
    void writePair(String place, KeyedCertificate pair) {
        write(place + ".key", pair.privateKeyPem(), PRIVATE);
        write(place + ".crt", pair.certificatePem(), PUBLIC);
    }

    void writeKey(String file, PrivateKey key) {
        write(file, Pem.write(key), PRIVATE);
    }

    void writePublic(String file, String pem) {
        write(file, pem, PUBLIC);
    }

    void writeRotation(Rotation rotation) {
        write(Rotation.FILE, rotation.text(), PUBLIC);
    }

    /** Puts another file in a file's place, if it is there. */
    void replace(String file, String by) {
        Path from = directory.resolve(by);
        try {
            if (Files.exists(from)) {
                Files.move(from, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
                sync(from.resolveSibling(""));
            }
        } catch (IOException e) {
            throw failure("cannot move " + from, e);
        }
    }

    void remove(String file) {
        Path path = directory.resolve(file);
        try {
            Files.deleteIfExists(path);
            sync(path.resolveSibling(""));
        } catch (IOException e) {
            throw failure("cannot remove " + path, e);
        }
    }

    /** Encrypted when there is a passphrase. */
    void writeCaKey(String file, PrivateKey key) {
        String pem =
                passphrase
                        .filter(_ -> !draft)
                        .map(secret -> Pem.writeEncrypted(key, secret.toProtect(), random))
                        .orElseGet(() -> Pem.write(key));
        boolean successors =
                rotationOf(file)
                        .filter(Rotation::hasChangedHands)
                        .filter(_ -> text(Rotation.next(file)).isPresent())
                        .isPresent();
        write(successors ? Rotation.next(file) : file, pem, PRIVATE);
        opened.put(pem, key);
    }

    /** Whether a key should be encrypted and is not. */
    boolean isUnprotected(String file) {
        return passphrase.isPresent()
                && !draft
                && read(file).map(pem -> !Pem.isEncrypted(pem)).orElse(false);
    }

    /**
     * Opens a key, with the passphrase if it is encrypted.
     *
     * @throws PkiException when it is no key, or the passphrase is wrong or missing
     */
    Optional<PrivateKey> readKey(String file) {
        return read(file).map(pem -> opened.computeIfAbsent(pem, text -> open(file, text)));
    }

    /** Why a key of the store does not fit a certificate, as a clause. */
    Optional<String> keyMisfit(String file, ParsedCertificate certificate) {
        Optional<PrivateKey> key = readKey(file);
        if (key.isEmpty()) {
            return Optional.of("its key is missing");
        }
        return KeyPairs.match(key.get(), certificate.x509().getPublicKey())
                ? Optional.empty()
                : Optional.of("its key is another's");
    }

    private PrivateKey open(String file, String pem) {
        String what = "cannot use the key " + describe(file);
        boolean encrypted = Pem.isEncrypted(pem);
        if (encrypted && passphrase.isEmpty()) {
            throw new PkiException(
                    what,
                    "it is encrypted and no passphrase is configured",
                    "Set pki.caKeyPassphrase in the inventory.");
        }
        try {
            return encrypted
                    ? Pem.readPrivateKey(pem, passphrase.orElseThrow().toOpen())
                    : Pem.readPrivateKey(pem);
        } catch (UnreadableKeyException e) {
            throw new PkiException(
                    what,
                    String.valueOf(e.getMessage()),
                    encrypted
                            ? "Give the passphrase that the key was encrypted with."
                            : "Restore the file from a backup.",
                    e);
        }
    }

    private void write(String file, String text, Set<PosixFilePermission> mode) {
        Path path = directory.resolve(file);
        try {
            Path parent = path.resolveSibling("").normalize();
            Files.createDirectories(parent, PosixFilePermissions.asFileAttribute(DIRECTORY));
            Files.setPosixFilePermissions(parent, DIRECTORY);
            Path temporary = parent.resolve("." + path.getFileName() + ".tmp");
            Files.deleteIfExists(temporary);
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(PRIVATE))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                Files.setPosixFilePermissions(temporary, mode);
                channel.force(true);
            }
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            sync(parent);
        } catch (IOException e) {
            throw failure("cannot write " + path, e);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel entries = FileChannel.open(folder)) {
            entries.force(true);
        }
    }

    private static PkiException failure(String what, Exception e) {
        return new PkiException(
                what,
                e.getClass().getSimpleName() + " " + e.getMessage(),
                "Check that the directory is yours and that its disk has room.",
                e);
    }
}
