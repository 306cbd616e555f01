package io.kprov.workspace;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.CaSource;
import io.kprov.pki.ExternalSigning;
import io.kprov.pki.ImportResult;
import io.kprov.pki.PkiException;
import io.kprov.pki.PkiRequest;
import io.kprov.pki.Unsigned;
import io.kprov.state.ClusterState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The paper work with CAs whose keys are elsewhere, as commands need it. */
public final class ExternalCa {
    private final String cluster;
    private final ClusterState state;
    private final ExternalSigning signing;
    private final PkiRequest request;

    ExternalCa(String cluster, ClusterState state, ExternalSigning signing, PkiRequest request) {
        this.cluster = cluster;
        this.state = state;
        this.signing = signing;
        this.request = request;
        if (!(request.source() instanceof CaSource.External)) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "there is no paper work with a CA to do",
                            "cluster "
                                    + cluster
                                    + " has its CA's key here: pki.ca is not external in the inventory",
                            "nothing was changed",
                            "certificates are made by apply; or say pki: {ca: {external: {...}}}"));
        }
    }

    /** What was asked: files are named relative to the folder. */
    public record Requests(List<String> files, List<String> missingAuthorities) {}

    /** What came of answers: names relative to the folder. */
    public record Answers(List<String> taken, List<String> unused, List<String> missing) {}

    /** Where requests go when no other folder is named. */
    public Path folder() {
        return state.folder().resolve("csr");
    }

    /** Makes the keys that are missing and writes a request for each certificate to be signed. */
    public Requests request(Path folder) {
        return WorkspacePki.said(() -> {
            var missing = signing.missingAuthorities();
            var manifest =
                    new RequestFolder(folder.toAbsolutePath().normalize())
                            .write(
                                    cluster,
                                    signing.requests(request),
                                    missing,
                                    Math.max(1, request.leafLifetime().toDays()));
            return new Requests(
                    manifest.requests().stream().map(RequestFolder.Asked::request).toList(),
                    missing);
        });
    }

    /**
     * Takes the certificates of a folder into the store.
     *
     * @throws KprovException FAILED with all that is wrong; then none was taken
     */
    public Answers take(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "there is nothing to take in",
                            folder + " is not a folder",
                            "nothing was changed",
                            "give the folder that 'kprov certs csr' wrote, with what was signed"));
        }
        Map<String, String> files =
                new RequestFolder(folder.toAbsolutePath().normalize()).answers();
        return switch (WorkspacePki.said(() -> signing.take(request, files))) {
            case ImportResult.Taken(var taken, var unused) -> new Answers(taken, unused, missing());
            case ImportResult.Refused(var reasons) ->
                    throw new KprovException(
                            ExitCode.FAILED, reasons.stream().map(ExternalCa::problem).toList());
        };
    }

    /** What an apply is still waiting for, by the name of its answer. */
    private List<String> missing() {
        var missing =
                signing.missingAuthorities().stream()
                        .map(id -> Unsigned.folderOf(id) + "/ca.crt")
                        .collect(Collectors.toCollection(ArrayList::new));
        signing.open(request).stream()
                .filter(open -> !open.usable())
                .forEach(open -> missing.add(open.place() + ".crt"));
        return List.copyOf(missing);
    }

    private static Problem problem(PkiException reason) {
        return new Problem(
                reason.what(), reason.why(), "no file of the folder was taken", reason.next());
    }
}
