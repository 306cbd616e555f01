package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.lockfile.VersionTable;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.model.Secret;
import io.kprov.render.FlannelManifest;
import io.kprov.render.HostFile;
import io.kprov.render.HostTree;
import io.kprov.state.VrrpPassword;
import io.kprov.step.PkiFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes every file that any host will get into a local folder. */
@Command(
        name = "render",
        description =
                "Write every file that any host will get into a folder, per host; asks no host.",
        footer = {"", "Example: kprov render inventory.yaml --out rendered"})
final class RenderCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder; must be empty or not there.")
    private Path out = Path.of("");

    @Option(names = "--with-keys", description = "Private keys and passwords, too (mode 0600).")
    private boolean withKeys;

    RenderCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        Path folder = surroundings.environment().workingDirectory().resolve(out);
        requireEmpty(folder);
        var pki = workspace.pki();
        var versions = VersionTable.versions(cluster);
        var password = withKeys ? VrrpPassword.find(workspace.state()) : Optional.<Secret>empty();
        var written = new ArrayList<String>();
        try {
            for (Host host : cluster.hosts()) {
                var certificates = pki.files(host).stream().map(PkiFile::file).toList();
                var unknowns =
                        new HostTree.Unknowns(
                                Optional.of(pki.caPem()),
                                Optional.of(pki.caHash()),
                                Optional.empty(),
                                Optional.empty(),
                                password,
                                certificates);
                var files = new ArrayList<>(HostTree.of(cluster, host, versions, unknowns));
                certificates.stream().filter(this::wanted).forEach(files::add);
                for (HostFile file : files) {
                    written.add(
                            write(
                                    folder,
                                    Path.of("hosts", host.name()).resolve(file.path().substring(1)),
                                    file));
                }
            }
            written.addAll(manifests(cluster, folder));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        surroundings
                .console()
                .result(
                        output.json()
                                ? OutputOption.text(new Written(out.toString(), written))
                                : "wrote " + written.size() + " files to " + out);
        if (!pki.unsigned().isEmpty()) {
            surroundings
                    .console()
                    .progress(
                            pki.unsigned().size()
                                    + " certificates are not signed yet: those shown are a draft");
        } else if (!pki.exists()) {
            surroundings
                    .console()
                    .progress(
                            "there is no PKI yet: the certificates shown are a draft, apply makes others");
        }
        return ExitCode.DONE.number();
    }

    private record Written(String folder, List<String> files) {}

    /** Certificates are public; what holds a key is written on the word only. */
    private boolean wanted(HostFile file) {
        return withKeys || file.path().endsWith(".crt");
    }

    private List<String> manifests(Cluster cluster, Path folder) throws IOException {
        if (!(cluster.network() instanceof Network.Flannel flannel)) {
            return List.of();
        }
        var file =
                HostFile.readable(
                        "/flannel.yaml",
                        FlannelManifest.yaml(cluster, flannel, VersionTable.versions(cluster)));
        return List.of(write(folder, Path.of("cluster", "flannel.yaml"), file));
    }

    private static String write(Path folder, Path relative, HostFile file) throws IOException {
        Path target = folder.resolve(relative);
        Files.createDirectories(target.getParent());
        boolean secret =
                file.visibility() == HostFile.Visibility.SECRET && !file.path().endsWith(".crt");
        var mode =
                PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString(secret ? "rw-------" : "rw-r--r--"));
        Files.createFile(target, mode);
        Files.write(target, file.bytes());
        return relative.toString();
    }

    private void requireEmpty(Path folder) {
        try (var entries =
                Files.isDirectory(folder)
                        ? Files.list(folder)
                        : java.util.stream.Stream.<Path>empty()) {
            if (Files.exists(folder)
                    && (!Files.isDirectory(folder) || entries.findAny().isPresent())) {
                throw new KprovException(
                        ExitCode.FAILED,
                        new Problem(
                                "render writes into an empty folder only",
                                out + " is not empty",
                                "nothing was written",
                                "give another folder, or remove this one"));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
