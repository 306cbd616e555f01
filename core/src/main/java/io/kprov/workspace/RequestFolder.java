package io.kprov.workspace;

import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.CertificateSpec;
import io.kprov.pki.SigningRequest;
import io.kprov.pki.Unsigned;
import io.kprov.pki.Usage;
import io.kprov.state.AtomicFile;
import io.kprov.state.AtomicFile.Readers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder that goes to an external CA with requests and comes back with certificates: one folder
 * for each CA, in it {@code NAME.csr} and, signed, {@code NAME.crt}; {@code ca.crt} is the CA. No
 * secret is in it.
 */
final class RequestFolder {
    private static final String MANIFEST = "manifest.json";
    private static final String REQUEST = ".csr";
    private static final String ANSWER = ".crt";

    private final Path folder;

    RequestFolder(Path folder) {
        this.folder = folder;
    }

    /** The manifest: what is asked for, and of whom. */
    record Manifest(String cluster, List<Ca> authorities, List<Asked> requests) {}

    /** A CA; {@code known} says whether its certificate is in the store already. */
    record Ca(String id, String purpose, String certificate, boolean known) {}

    /** One request and where its answer goes. */
    record Asked(
            String request,
            String answer,
            String authority,
            String commonName,
            List<String> organizations,
            List<String> names,
            List<String> usages,
            boolean isAuthority,
            long mostDays,
            String reason) {
        static Asked of(SigningRequest request) {
            var wanted = request.of().wanted();
            return new Asked(
                    request.of().place() + REQUEST,
                    request.of().place() + ANSWER,
                    wanted.issuerId(),
                    wanted.subject().commonName(),
                    wanted.subject().organizations(),
                    wanted.names().all(),
                    wanted.spec().usages().stream().map(Usage::toString).toList(),
                    wanted.spec().isCa(),
                    wanted.lifetime().toDays(),
                    request.of().reason());
        }
    }

    /** Writes the requests, and takes away those of an earlier time that are answered. */
    Manifest write(String cluster, List<SigningRequest> requests, List<String> missing, long days) {
        var manifest =
                new Manifest(
                        cluster,
                        CertificateCatalog.authorities().stream()
                                .map(ca -> authority(ca, missing))
                                .toList(),
                        requests.stream().map(Asked::of).toList());
        try {
            removeAnswered(manifest);
            for (SigningRequest request : requests) {
                write(request.of().place() + REQUEST, request.csrPem());
            }
            write(MANIFEST, mapper().writeValueAsString(manifest) + "\n");
            write("README.txt", SigningGuide.readme(manifest));
            write("sign.sh", SigningGuide.script(days));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return manifest;
    }

    /** What is in it of certificates, by name. */
    Map<String, String> answers() {
        var answers = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(ANSWER)).toList()) {
                answers.put(folder.relativize(file).toString(), Files.readString(file));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return answers;
    }

    private static Ca authority(CertificateSpec ca, List<String> missing) {
        return new Ca(
                ca.id(),
                ca.purpose(),
                Unsigned.folderOf(ca.id()) + "/ca" + ANSWER,
                !missing.contains(ca.id()));
    }

    private void removeAnswered(Manifest now) throws IOException {
        Path file = folder.resolve(MANIFEST);
        if (!Files.exists(file)) {
            return;
        }
        try {
            for (Asked old :
                    mapper().readValue(Files.readString(file), Manifest.class).requests()) {
                if (now.requests().stream().noneMatch(each -> each.request().equals(old.request()))
                        && folder.resolve(old.request()).normalize().startsWith(folder)) {
                    Files.deleteIfExists(folder.resolve(old.request()));
                }
            }
        } catch (JacksonException notOurs) {
            // Somebody's own file: it is written anew, and nothing of his is taken away.
            return;
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("").normalize());
        AtomicFile.write(file, text, Readers.EVERYONE);
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }
}
