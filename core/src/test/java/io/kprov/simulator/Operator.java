package io.kprov.simulator;

import io.kprov.engine.Executor;
import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.engine.JumpingTime;
import io.kprov.engine.RunListener;
import io.kprov.engine.RunReport;
import io.kprov.engine.StopSign;
import io.kprov.error.Problem;
import io.kprov.inventory.Environment;
import io.kprov.inventory.InventoryReader;
import io.kprov.lockfile.LockFile;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.procedure.Install;
import io.kprov.procedure.Procedure;
import io.kprov.remote.Connector;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Step;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Plans and applies an install as the command line does: a workspace in a folder, opened anew for
 * each command, with new connections.
 */
public final class Operator {
    private static final int PARALLEL = 64;

    private final Path folder;
    private final Function<Cluster, Connector> connectors;

    public Operator(Path folder, String inventory, Function<Cluster, Connector> connectors) {
        this.folder = folder;
        this.connectors = connectors;
        try {
            Files.writeString(folder.resolve("inventory.yaml"), inventory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        SimulatedReleases.lock(cluster()).write(folder.resolve(LockFile.NAME));
    }

    /** Three control planes behind HAProxy, and workers; the second of them is tainted. */
    public static String inventory(int workers, String ssh) {
        var text =
                new StringBuilder(
                        """
                        apiVersion: kprov.io/v1
                        kind: Cluster
                        metadata: {name: sim}
                        ssh: {%s}
                        kubernetes:
                          version: 1.36.3
                          podCidr: 10.128.0.0/12
                          kubelet: {config: {maxPods: 200}}
                        controlPlane:
                          endpoint: api.sim.example.com:8443
                          loadBalancer: {haproxyKeepalived: {vip: 10.0.0.100, vrid: 51, on: control-plane}}
                        network: {flannel: {backend: vxlan}}
                        hosts:
                        """
                                .formatted(ssh));
        for (int i = 1; i <= 3; i++) {
            text.append(
                    "  - {name: cp-%d, address: 10.0.0.1%d, roles: [control-plane], zone: z%d}\n"
                            .formatted(i, i, i));
        }
        for (int i = 1; i <= workers; i++) {
            text.append(
                    "  - {name: w-%d, address: 10.0.%d.%d, roles: [worker], zone: z%d, labels: {disk: ssd}%s}\n"
                            .formatted(
                                    i,
                                    1 + i / 250,
                                    1 + i % 250,
                                    1 + i % 3,
                                    i == 2 ? ", taints: [\"gpu=true:NoSchedule\"]" : ""));
        }
        return text.toString();
    }

    private Workspace workspace() {
        return Workspace.open(
                new InventoryReader(new Environment(name -> Optional.empty(), folder, folder)),
                folder.resolve("inventory.yaml"),
                new SecureRandom(),
                InstantSource.system());
    }

    public Cluster cluster() {
        return workspace().cluster();
    }

    Plan plan() {
        return plan(Install.procedure());
    }

    Plan plan(Procedure procedure) {
        var blueprint = workspace().blueprint();
        try (var fleet = new Fleet(connectors.apply(blueprint.cluster()), PARALLEL)) {
            return plan(procedure, blueprint, look(procedure, blueprint, fleet));
        }
    }

    /** What all facts of an install say. */
    public ClusterView look(Fleet fleet) {
        return look(Install.procedure(), workspace().blueprint(), fleet);
    }

    private static ClusterView look(Procedure procedure, Blueprint blueprint, Fleet fleet) {
        return new Gatherer(fleet, InstantSource.system()).look(procedure, blueprint);
    }

    private static Plan plan(Procedure procedure, Blueprint blueprint, ClusterView seen) {
        return new Planner(InstantSource.system()).plan(procedure, blueprint, seen);
    }

    public RunReport apply() {
        return run(Install.procedure());
    }

    /** Carries a procedure out, whatever is blocked in its plan. */
    RunReport run(Procedure procedure) {
        var blueprint = workspace().blueprint();
        try (var fleet = new Fleet(connectors.apply(blueprint.cluster()), PARALLEL)) {
            var seen = look(procedure, blueprint, fleet);
            return new Executor(
                            blueprint,
                            plan(procedure, blueprint, seen),
                            seen,
                            fleet,
                            new Silence(),
                            new StopSign(),
                            new JumpingTime().waiter())
                    .run(procedure);
        }
    }

    private static final class Silence implements RunListener {
        @Override
        public void stageStarted(String stage) {}

        @Override
        public void stageDone(String stage, Duration took) {}

        @Override
        public void stepStarted(Host host, Step step, String reason) {}

        @Override
        public void actionStarted(Host host, Step step, Action action) {}

        @Override
        public void actionDone(Host host, Step step, Action action, Duration took, String output) {}

        @Override
        public void stepDone(Host host, Step step, Duration took) {}

        @Override
        public void stepSkipped(Host host, Step step, String reason) {}

        @Override
        public void stepRetried(Host host, Step step, String reason, int attempt, Duration pause) {}

        @Override
        public void stepFailed(Host host, Step step, Problem problem) {}

        @Override
        public void gateWaits(Host host, String question) {}

        @Override
        public void gateOpened(Host host, Duration waited) {}

        @Override
        public void gateClosed(Host host, Problem problem) {}

        @Override
        public void hostLeftOut(Host host, Problem problem) {}
    }
}
