package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.snapshot.SnapshotProof;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Proves a snapshot on the operator's machine. */
@Command(
        name = "verify",
        description =
                "Restore a snapshot of etcd into a scratch folder on this machine, open it with etcd, and say what it holds and of which cluster it is. Asks no host.",
        footer = {"", "Example: kprov etcd verify snapshot.db -i inventory.yaml"})
final class EtcdVerifyCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "The snapshot.")
    private Path file = Path.of("");

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private OutputOption output = new OutputOption();

    EtcdVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        var proof =
                surroundings.localEtcd(inventory.read(surroundings)).prove(surroundings.here(file));
        surroundings
                .console()
                .result(output.json() ? List.of(OutputOption.text(proof)) : lines(proof));
        return ExitCode.DONE.number();
    }

    static List<String> lines(SnapshotProof proof) {
        return List.of(
                "revision  " + proof.revision(),
                "keys      " + proof.keys(),
                String.format(
                        Locale.ROOT, "size      %.1f MiB", proof.bytes() / (double) (1 << 20)),
                "storage   etcd " + proof.version(),
                "cluster   "
                        + (proof.cluster().isEmpty()
                                ? "none: there is no namespace kube-system in it"
                                : proof.cluster() + " (UID of the namespace kube-system)"),
                "sha256    " + proof.sha256());
    }
}
