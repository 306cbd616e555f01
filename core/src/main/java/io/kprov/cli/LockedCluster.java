package io.kprov.cli;

import io.kprov.command.ShellQuote;
import io.kprov.engine.ClusterLock;
import io.kprov.engine.Fleet;
import io.kprov.engine.HeldLock;
import io.kprov.engine.LockAnswer.Held;
import io.kprov.engine.StageEdge;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.procedure.Procedure;
import io.kprov.state.Claim;
import io.kprov.state.Holder;
import io.kprov.state.LocalProcesses;
import io.kprov.state.LocalProcesses.Fate;
import io.kprov.state.OperatorLock;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every command that changes hosts works in: the connections, and the locks that keep every
 * other one out, on this machine and on the control planes. Closing gives them back.
 */
final class LockedCluster implements AutoCloseable {
    private final Surroundings surroundings;
    private final Workspace workspace;
    private final Holder holder;
    private final OperatorLock here;
    private final Fleet fleet;
    private final CompletableFuture<ClusterLock.Taking> onHosts;
    private final LocalProcesses processes = new LocalProcesses();
    private final Thread atInterrupt;

    private LockedCluster(
            Surroundings surroundings,
            Workspace workspace,
            Holder holder,
            OperatorLock here,
            Fleet fleet) {
        this.surroundings = surroundings;
        this.workspace = workspace;
        this.holder = holder;
        this.here = here;
        this.fleet = fleet;
        this.onHosts = new CompletableFuture<>();
        this.atInterrupt = Thread.ofPlatform().unstarted(this::giveBackAtInterrupt);
    }

    /**
     * Takes the lock on this machine, and begins to take the one on the hosts: {@link #plan} waits
     * for it.
     *
     * @throws KprovException LOCKED, naming the holder
     */
    static LockedCluster open(
            Surroundings surroundings, Workspace workspace, Hosts hosts, String operation) {
        return open(surroundings, workspace, operation, () -> hosts.fleet(surroundings, workspace));
    }

    /**
     * The same with other connections than those to all of the cluster's hosts.
     *
     * @throws KprovException LOCKED, naming the holder
     */
    static LockedCluster open(
            Surroundings surroundings,
            Workspace workspace,
            String operation,
            Supplier<Fleet> connections) {
        if (!Restoring.OPERATIONS.contains(operation)) {
            workspace
                    .restoreOrder()
                    .find()
                    .ifPresent(open -> {
                        throw Restoring.another(open, workspace);
                    });
        }
        var holder = surroundings.holder(operation);
        var here = OperatorLock.acquire(workspace.state(), holder);
        try {
            var opened =
                    new LockedCluster(surroundings, workspace, holder, here, connections.get());
            Runtime.getRuntime().addShutdownHook(opened.atInterrupt);
            Thread.ofVirtual().start(opened::take);
            return opened;
        } catch (RuntimeException failed) {
            here.close();
            throw failed;
        }
    }

    private void take() {
        try {
            var claim = Claim.make(holder, processes.mark(holder.pid()), surroundings.random());
            onHosts.complete(
                    new ClusterLock(workspace.cluster(), fleet)
                            .take(
                                    claim,
                                    other -> processes.fate(other, holder) == Fate.GONE,
                                    this::tellOfTheDead));
        } catch (RuntimeException | Error failed) {
            onHosts.completeExceptionally(failed);
        }
    }

    private void tellOfTheDead(Claim claim) {
        surroundings
                .console()
                .progress(
                        "the lock of " + claim.holder() + ", is taken over: that process is gone");
    }

    Fleet fleet() {
        return fleet;
    }

    Holder holder() {
        return holder;
    }

    /**
     * Looks at the hosts, when the lock is held: what others did before is seen then.
     *
     * @throws KprovException LOCKED, naming the holder; SSH or FAILED when hosts are not fit, or
     *     too few control planes are there to hold a lock
     */
    Planning plan(Procedure procedure, LeftOut tolerated) {
        return plan(procedure, workspace.blueprint(), tolerated);
    }

    /** The same for whatever the inventory wants. */
    Planning planWish(LeftOut tolerated) {
        return planned(
                () -> Planning.ofWish(surroundings, workspace.blueprint(), fleet, tolerated));
    }

    /** The same for a procedure that depends on what is seen of all hosts. */
    Planning plan(Function<ClusterView, Procedure> procedure, LeftOut tolerated) {
        return planned(() ->
                Planning.make(surroundings, procedure, workspace.blueprint(), fleet, tolerated));
    }

    /** The same for another wish than the inventory's alone. */
    Planning plan(Procedure procedure, Blueprint blueprint, LeftOut tolerated) {
        return planned(() -> Planning.make(surroundings, procedure, blueprint, fleet, tolerated));
    }

    private Planning planned(Supplier<Planning> making) {
        var lock = lock();
        var planning = making.get();
        // After the look, which tells of every host that is not fit.
        lock.require();
        workspace.remember(planning.seen());
        return planning;
    }

    /**
     * The same for a procedure that concerns some hosts only.
     *
     * @param procedure of what was seen; with nothing seen it has every step that it may have
     * @param blank hosts of them that may be new and must be fit
     */
    Planning plan(
            Function<ClusterView, Procedure> procedure, List<Host> concerned, List<Host> blank) {
        return plan(procedure, workspace.blueprint(), concerned, blank);
    }

    /** The same for another wish than the inventory's. */
    Planning plan(
            Function<ClusterView, Procedure> procedure,
            Blueprint blueprint,
            List<Host> concerned,
            List<Host> blank) {
        var lock = lock();
        var planning = Planning.make(surroundings, procedure, blueprint, fleet, concerned, blank);
        lock.require();
        return planning;
    }

    /** The same for hosts that need not be fit, without those that the operator can do without. */
    Planning plan(Procedure procedure, List<Host> concerned, LeftOut tolerated) {
        var lock = lock();
        var planning =
                Planning.make(
                        surroundings,
                        procedure,
                        workspace.blueprint(),
                        fleet,
                        concerned,
                        tolerated);
        lock.require();
        return planning;
    }

    private HeldLock lock() {
        try {
            return switch (onHosts.join()) {
                case ClusterLock.Taking.Ours(var lock) -> lock;
                case ClusterLock.Taking.Refused(var by) -> throw locked(by);
            };
        } catch (CompletionException failed) {
            // The operator is told what it was, not where it was thrown.
            throw failed.getCause() instanceof KprovException known ? known : failed;
        }
    }

    private KprovException locked(Held by) {
        boolean runsHere =
                by.claim()
                        .filter(claim -> processes.fate(claim, holder) == Fate.RUNS_HERE)
                        .isPresent();
        return new KprovException(
                ExitCode.LOCKED,
                new Problem(
                        "another run works on this cluster",
                        by.holder(),
                        "this run changed nothing",
                        runsHere
                                ? "wait until it ends, or stop it, then repeat the same command"
                                : "wait until it ends; when it is dead for certain, break its lock: "
                                        + unlock(by.id(), workspace)));
    }

    /** The command that breaks a lock. */
    static String unlock(String id, Workspace workspace) {
        Path file = workspace.inventory().file();
        return ShellQuote.quote(List.of("kprov", "unlock", id, "-i", file.toString()));
    }

    /** Before each stage: whether the lock is still held. */
    StageEdge edge() {
        var lock = lock();
        return lock::broken;
    }

    /**
     * For Ctrl-C before the run, which ends the process; during the run it is the run that ends.
     * Without patience: a lock that is left is taken over by the next run.
     */
    private void giveBackAtInterrupt() {
        ours().completeOnTimeout(Optional.empty(), 2, TimeUnit.SECONDS)
                .join()
                .ifPresent(HeldLock::close);
    }

    /** The lock if it is ours; of a failure to take it {@link #plan} told. */
    private CompletableFuture<Optional<HeldLock>> ours() {
        return onHosts.handle((taking, _) ->
                taking instanceof ClusterLock.Taking.Ours(var lock)
                        ? Optional.of(lock)
                        : Optional.empty());
    }

    @Override
    public void close() {
        try (here;
                fleet) {
            ours().join().ifPresent(HeldLock::close);
            Runtime.getRuntime().removeShutdownHook(atInterrupt);
        } catch (IllegalStateException ending) {
            // Java ends already, and the hook runs.
        }
    }
}
