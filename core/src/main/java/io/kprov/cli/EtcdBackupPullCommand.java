package io.kprov.cli;

import io.kprov.backup.SnapshotPull;
import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.facts.BackupFact;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.snapshot.KeptSnapshot;
import io.kprov.state.ClusterState;
import io.kprov.step.ClusterView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fetches the newest proven snapshot. Takes no lock: it changes nothing on any host. */
@Command(
        name = "pull",
        description =
                "Fetch the newest proven snapshot of etcd from the host that keeps it, and check that it is what was proven.",
        footer = {"", "Example: kprov etcd backup pull inventory.yaml --to /srv/backups"})
final class EtcdBackupPullCommand implements Callable<Integer> {
    private static final BackupFact STATE = new BackupFact();
    private static final int MIB = 1_048_576;

    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Mixin private MemberOption member = new MemberOption();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "The folder (default: .kprov/<cluster>/backups beside the inventory).")
    private @Nullable Path to;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The private key that opens it (PEM); the opened one lies beside it.")
    private @Nullable Path key;

    EtcdBackupPullCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The JSON form. */
    private record Result(
            String host, String file, String opened, String time, long revision, long keys) {}

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        var here = surroundings.environment().workingDirectory();
        var pem = Optional.ofNullable(key).map(file -> read(here.resolve(file)));
        var folder =
                Optional.ofNullable(to)
                        .map(here::resolve)
                        .orElseGet(() -> workspace.state().backups());
        var candidates = member.orAll(cluster);
        try (var fleet = hosts.fleet(surroundings, workspace, candidates)) {
            Map<Host, Set<Fact<?>>> questions = new LinkedHashMap<>();
            candidates.forEach(host -> questions.put(host, Set.of(STATE)));
            var seen = new Gatherer(fleet, surroundings.clock()).look(cluster, questions);
            ErrorPrinter.print(List.copyOf(seen.unseen().values()), surroundings.console());
            var snapshot = newest(seen, candidates);
            var host = holder(seen, candidates, snapshot);
            var pull = new SnapshotPull(folder);
            Path file = pull.fetch(fleet, host, snapshot, bytes -> progress(host, snapshot, bytes));
            var opened =
                    snapshot.encrypted()
                            ? pem.map(text -> pull.open(file, snapshot, String.valueOf(key), text))
                            : Optional.<Path>empty();
            tell(cluster, host, snapshot, file, opened);
            return ExitCode.DONE.number();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw ClusterState.failed("the key " + file + " cannot be read", failed);
        }
    }

    private KeptSnapshot newest(ClusterView seen, List<Host> candidates) {
        return candidates.stream()
                .flatMap(host -> seen.facts(host).stream())
                .flatMap(facts -> facts.get(STATE).newest().stream())
                .max(Comparator.comparing(KeptSnapshot::time))
                .orElseThrow(() ->
                        new KprovException(
                                ExitCode.FAILED,
                                new Problem(
                                        "there is no snapshot to fetch",
                                        "none of these hosts keeps one: " + candidates,
                                        "nothing was changed",
                                        "kprov etcd backup now " + inventory.file())));
    }

    private static Host holder(ClusterView seen, List<Host> candidates, KeptSnapshot snapshot) {
        return candidates.stream()
                .filter(host ->
                        seen.facts(host)
                                .filter(facts ->
                                        facts.get(STATE)
                                                .newest()
                                                .filter(snapshot::equals)
                                                .isPresent())
                                .isPresent())
                .findFirst()
                .orElseThrow();
    }

    private void progress(Host host, KeptSnapshot snapshot, long bytes) {
        surroundings
                .console()
                .progress(
                        "%s: %d of %d MiB"
                                .formatted(
                                        host,
                                        (bytes + MIB - 1) / MIB,
                                        (snapshot.size() + MIB - 1) / MIB));
    }

    private void tell(
            Cluster cluster, Host host, KeptSnapshot snapshot, Path file, Optional<Path> opened) {
        var console = surroundings.console();
        var proof = snapshot.proof();
        console.result(
                output.json()
                        ? OutputOption.text(
                                new Result(
                                        host.name(),
                                        file.toString(),
                                        opened.map(Path::toString).orElse(""),
                                        snapshot.time().toString(),
                                        proof.revision(),
                                        proof.keys()))
                        : opened.orElse(file).toString());
        console.progress(
                "proven on %s at %s: revision %d, %d keys"
                        .formatted(host, snapshot.time(), proof.revision(), proof.keys()));
        if (snapshot.encrypted() && opened.isEmpty()) {
            console.progress("it is encrypted: --key FILE opens it with the private key");
        }
        if (!snapshot.cluster().equals(cluster.name())) {
            console.progress("it was made when the cluster was called " + snapshot.cluster());
        }
    }
}
