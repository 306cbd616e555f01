package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.pki.CaSource;
import io.kprov.pki.CertificateCatalog;
import io.kprov.pki.KeyedCertificate;
import io.kprov.pki.Kubeconfig;
import io.kprov.pki.ParsedCertificate;
import io.kprov.pki.Subject;
import io.kprov.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a kubeconfig for the caller. */
@Command(
        name = "kubeconfig",
        description =
                "Make a kubeconfig for an administrator, signed by the cluster's CA; asks no host.",
        footer = {"", "Example: kprov kubeconfig inventory.yaml --out admin.kubeconfig"})
final class KubeconfigCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it here, mode 0600 (default: stdout).")
    private @Nullable Path out;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The user's name (default: your own).")
    private String user = "";

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "24",
            description = "How long it is good for (default: 24).")
    private int hours = 24;

    KubeconfigCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        var pki = workspace.pki();
        if (!pki.exists()) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "there is no kubeconfig to make",
                            "cluster "
                                    + cluster.name()
                                    + " has no PKI in "
                                    + workspace.state().pki(),
                            "nothing was made",
                            "install the cluster first: kprov apply " + inventory.file()));
        }
        if (cluster.pki().ca() instanceof CaSource.External) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "there is no kubeconfig to make",
                            "the key of the CA that would sign it is not here (pki.ca.external)",
                            "nothing was made",
                            "have the CA sign a client certificate with O=kubeadm:cluster-admins;\n"
                                    + "or take /etc/kubernetes/admin.conf from a control plane"));
        }
        String name = user.isEmpty() ? surroundings.userName() : user;
        var client =
                pki.store()
                        .issueClient(
                                new Subject(name, List.of("kubeadm:cluster-admins")),
                                cluster.pki().algorithm(),
                                Duration.ofHours(Math.max(1, hours)));
        String server = "https://" + cluster.controlPlane().endpoint();
        String ca = pki.store().trustPem(CertificateCatalog.CLUSTER_CA);
        Path file = out;
        if (file == null) {
            surroundings
                    .console()
                    .result(
                            (output.json()
                                            ? Kubeconfig.renderJson(
                                                    cluster.name(), server, ca, name, client)
                                            : Kubeconfig.render(
                                                    cluster.name(), server, ca, name, client))
                                    .stripTrailing());
        } else {
            write(file, Kubeconfig.render(cluster.name(), server, ca, name, client));
            if (output.json()) {
                surroundings
                        .console()
                        .result(
                                OutputOption.text(
                                        new Written(file.toString(), name, expiry(client))));
            }
        }
        return ExitCode.DONE.number();
    }

    /** The answer about a file; the key is in the file alone. */
    private record Written(String file, String user, String expires) {}

    private static String expiry(KeyedCertificate client) {
        return ParsedCertificate.parse("the new certificate", client.certificatePem())
                .validity()
                .notAfter()
                .toString();
    }

    private void write(Path file, String kubeconfig) {
        try {
            AtomicFile.write(
                    surroundings.environment().workingDirectory().resolve(file),
                    kubeconfig,
                    AtomicFile.Readers.OWNER);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        surroundings
                .console()
                .progress(
                        "wrote "
                                + file
                                + ", good for "
                                + Math.max(1, hours)
                                + " hours; next: kubectl --kubeconfig "
                                + file
                                + " get nodes");
    }
}
