package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.snapshot.RestoreOrder;
import io.kprov.snapshot.SnapshotProof;
import io.kprov.state.ClusterState;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A whole cluster from a snapshot of its etcd. */
@Command(
        name = "restore",
        description =
                "Let etcd begin anew from a snapshot: the snapshot is proven on this machine, then the control plane stops everywhere, each member gets the snapshot's data (the old data stays beside it), and all starts again. Shows the plan and asks first.",
        footer = {
            "",
            "Example: kprov etcd restore snapshot.db -i inventory.yaml",
            "After a failure the same command goes on where it stopped."
        })
final class EtcdRestoreCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "The snapshot.")
    private Path file = Path.of("");

    @Option(
            names = "--members",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Hosts whose members get the data (default: all that the inventory has). The others join them with the next kprov apply.")
    private List<String> members = List.of();

    @Option(
            names = "--cluster",
            paramLabel = "UID",
            description =
                    "Take a snapshot of this other cluster, by its UID as kprov etcd verify shows it.")
    private @Nullable String otherCluster;

    @Mixin private InventoryOption inventory = new InventoryOption();

    @Mixin private ChangeOptions options = new ChangeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    EtcdRestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        options.requireAnswer(surroundings, "etcd restore");
        var workspace = inventory.read(surroundings);
        var chosen = members(workspace.cluster());
        surroundings.console().progress("opening the snapshot on this machine");
        var proof = surroundings.localEtcd(workspace).prove(surroundings.here(file));
        var order = order(workspace, proof, chosen);
        if (!options.json()) {
            surroundings.console().result(EtcdVerifyCommand.lines(proof));
        }
        return new Restoring(surroundings, workspace, options, spec)
                .run("etcd restore", order, () -> check(workspace, proof))
                .number();
    }

    private List<String> members(Cluster cluster) {
        var all = cluster.etcdMembers().stream().map(Host::name).toList();
        var unknown = members.stream().filter(name -> !all.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new KprovException(
                    ExitCode.USAGE,
                    new Problem(
                            "it is not clear which members get the data",
                            String.join(", ", unknown)
                                    + ": no host of this name holds a member of etcd",
                            "nothing was changed",
                            "one or more of: " + String.join(", ", all)));
        }
        return members.isEmpty() ? all : all.stream().filter(members::contains).toList();
    }

    /** The one that is under way, if it is the same; else a new one. */
    private RestoreOrder order(Workspace workspace, SnapshotProof proof, List<String> chosen) {
        var open = workspace.restoreOrder().find();
        if (open.isPresent()) {
            if (!isSame(open.get(), proof)) {
                throw Restoring.another(open.get(), workspace);
            }
            surroundings
                    .console()
                    .progress("going on with the restore that was begun at " + open.get().since());
            return open.get();
        }
        var now = surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        return new RestoreOrder(
                RestoreOrder.id(now, proof.sha256()),
                now,
                chosen,
                new RestoreOrder.Source.File(
                        surroundings.here(file).toString(), size(), proof.sha256()));
    }

    private boolean isSame(RestoreOrder open, SnapshotProof proof) {
        return open.source() instanceof RestoreOrder.Source.File(_, _, var sha256)
                && sha256.equals(proof.sha256())
                && (members.isEmpty() || open.members().containsAll(members));
    }

    private long size() {
        try {
            return Files.size(surroundings.here(file));
        } catch (IOException gone) {
            throw ClusterState.failed(file + " cannot be read", gone);
        }
    }

    /** Whether it is a snapshot of the cluster that it would become. */
    private void check(Workspace workspace, SnapshotProof proof) {
        var known = workspace.clusterUids();
        var console = surroundings.console();
        if (known.isEmpty()) {
            console.progress(
                    "warning: nothing on this machine says which UID this cluster has: whether the snapshot is its own is not known");
        } else if (!proof.cluster().equals(otherCluster) && !known.contains(proof.cluster())) {
            throw new KprovException(
                    ExitCode.FAILED,
                    new Problem(
                            "the snapshot is of another cluster",
                            "its namespace kube-system has the UID "
                                    + (proof.cluster().isEmpty() ? "(none)" : proof.cluster())
                                    + ", this cluster's has "
                                    + known.getLast(),
                            "nothing was changed",
                            "take a snapshot of this cluster; if that one is to replace it all the same: --cluster "
                                    + proof.cluster()));
        } else if (!proof.cluster().equals(known.getLast())) {
            console.progress(
                    "warning: the cluster that answers now is another one than the snapshot's: "
                            + known.getLast());
        }
    }
}
