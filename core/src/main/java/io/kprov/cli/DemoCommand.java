package io.kprov.cli;

import io.kprov.engine.Fleet;
import io.kprov.engine.StageEdge;
import io.kprov.error.ExitCode;
import io.kprov.inventory.InventoryReader;
import io.kprov.inventory.InventoryTemplate;
import io.kprov.inventory.InventoryTemplate.Answers;
import io.kprov.lockfile.LockFile;
import io.kprov.model.IpAddress;
import io.kprov.plan.PlanPrinter;
import io.kprov.procedure.Install;
import io.kprov.remote.Connector;
import io.kprov.simulator.Mishap;
import io.kprov.simulator.SimulatedReleases;
import io.kprov.simulator.SimulatedSite;
import io.kprov.simulator.ssh.SimulatedSshServers;
import io.kprov.simulator.ssh.SshAccess;
import io.kprov.state.AtomicFile;
import io.kprov.step.LeftOut;
import io.kprov.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The whole job without machines: the same engine, over real SSH, on hosts that this process
 * simulates.
 */
@Command(
        name = "demo",
        description =
                "Show the whole job on hosts simulated in this process: init, plan, apply, second plan. Needs no machines and no Docker.",
        footer = {"", "Example: kprov demo"})
final class DemoCommand implements Callable<Integer> {
    /** What a command takes on a simulated host: enough for eyes to follow. */
    private static final Duration PACE = Duration.ofMillis(40);

    private static final int PARALLEL = 50;
    private static final int MOST_WORKERS = 500;

    private final Surroundings surroundings;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--plan-only", description = "End after the first plan; install nothing.")
    private boolean planOnly;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many workers beside the three control planes (default: 2).")
    private int workers = 2;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (workers < 1 || workers > MOST_WORKERS) {
            throw new ParameterException(
                    spec.commandLine(), "--workers takes a number from 1 to " + MOST_WORKERS);
        }
        try {
            Path folder = Files.createTempDirectory("kprov-demo.");
            try {
                return show(folder).number();
            } finally {
                delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ExitCode show(Path folder) throws IOException {
        var console = surroundings.console();
        console.result(
                "# Three control planes and %s, simulated in this process."
                        .formatted(workers == 2 ? "two workers" : workers + " workers"));
        console.result("$ kprov init");
        Path inventory = folder.resolve("inventory.yaml");
        var access = SshAccess.create(folder.resolve("id"));
        String ssh = "ssh: {user: root, identityFile: id, knownHosts: known_hosts}";
        AtomicFile.write(
                inventory,
                InventoryTemplate.text(answers()).replaceFirst("(?m)^ssh: .*$", ssh),
                AtomicFile.Readers.OWNER);
        var workspace =
                Workspace.open(
                        new InventoryReader(surroundings.environment()),
                        inventory,
                        surroundings.random(),
                        surroundings.clock());
        var cluster = workspace.cluster();
        SimulatedReleases.lock(cluster).write(folder.resolve(LockFile.NAME));
        var site =
                new SimulatedSite(
                        cluster, surroundings.clock(), (host, command) -> new Mishap.Slow(PACE));
        try (var servers = SimulatedSshServers.start(site, access)) {
            access.writeKnownHosts(folder.resolve("known_hosts"), cluster.hosts(), servers);
            Connector connector = servers.reach(Hosts.connector(surroundings, workspace));
            try (var fleet = new Fleet(connector, PARALLEL)) {
                return install(workspace, fleet);
            }
        }
    }

    private Answers answers() {
        var example = Answers.example();
        return new Answers(
                example.name(),
                example.version(),
                example.controlPlanes(),
                IntStream.range(0, workers).mapToObj(DemoCommand::address).toList(),
                example.vip());
    }

    /** In a network without the control planes: 192.168.11.1, ... */
    private static IpAddress address(int worker) {
        int number = (11 << 8) + 1 + worker;
        return IpAddress.parse("192.168.%d.%d".formatted(number >> 8, number & 0xff)).orElseThrow();
    }

    private ExitCode install(Workspace workspace, Fleet fleet) {
        var console = surroundings.console();
        console.result("");
        console.result("$ kprov plan");
        var first = plan(workspace, fleet);
        print(first);
        if (planOnly) {
            return ExitCode.DONE;
        }
        console.result("");
        console.result("$ kprov apply --yes");
        var applied =
                new Applying(
                                surroundings,
                                workspace,
                                fleet,
                                new Applying.Order(
                                        surroundings.holder("demo"),
                                        "kprov demo",
                                        false,
                                        new ProgressOption()))
                        .run(first, StageEdge.OPEN);
        if (applied != ExitCode.DONE) {
            return applied;
        }
        console.result("");
        console.result("$ kprov plan    # again");
        var second = plan(workspace, fleet);
        print(second);
        return second.plan().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private Planning plan(Workspace workspace, Fleet fleet) {
        return Planning.make(
                surroundings, Install.procedure(), workspace.blueprint(), fleet, LeftOut.NOBODY);
    }

    private void print(Planning planning) {
        surroundings
                .console()
                .result(
                        PlanPrinter.lines(
                                planning.plan(),
                                new PlanPrinter.Style(
                                        surroundings.console().colour(),
                                        PlanPrinter.Detail.CHANGES)));
    }

    private static void delete(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
