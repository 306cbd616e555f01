package io.kprov.cli;

import io.kprov.backup.BackupNow;
import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.BackupFiles;
import io.kprov.render.EtcdFiles;
import io.kprov.snapshot.KeptSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes a backup of etcd. Takes no lock: it changes nothing of the cluster's. */
@Command(
        name = "now",
        description =
                "Save a snapshot of etcd now, prove it, keep it on its host, and send it to the target if there is one.",
        footer = {"", "Example: kprov etcd backup now inventory.yaml"})
final class EtcdBackupNowCommand implements Callable<Integer> {
    private static final EtcdMembersFact MEMBERS = new EtcdMembersFact();
    private static final double MIB = 1_048_576;

    private final Surroundings surroundings;

    @Mixin private InventoryArgument inventory = new InventoryArgument();

    @Mixin private OutputOption output = new OutputOption();

    @Mixin private Hosts hosts = new Hosts();

    @Mixin private MemberOption member = new MemberOption();

    EtcdBackupNowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The JSON form. */
    private record Result(
            String host,
            String path,
            String time,
            long revision,
            long keys,
            long bytes,
            String version,
            String cluster,
            boolean encrypted,
            String sha256,
            String target,
            String unsent) {}

    @Override
    public Integer call() {
        var workspace = inventory.open(surroundings);
        var cluster = workspace.cluster();
        var candidates = member.orAll(cluster);
        try (var fleet = hosts.fleet(surroundings, workspace, candidates)) {
            var host = healthy(cluster, fleet, candidates);
            surroundings
                    .console()
                    .progress(host + ": a snapshot is saved, restored to scratch and opened");
            return tell(host, new BackupNow(cluster, fleet).on(host)).number();
        }
    }

    /**
     * The first one whose member answers as one of a quorum: it has everything that was written
     * before.
     */
    private Host healthy(Cluster cluster, Fleet fleet, List<Host> candidates) {
        Map<Host, Set<Fact<?>>> questions = new LinkedHashMap<>();
        candidates.forEach(host -> questions.put(host, Set.of(MEMBERS)));
        var seen = new Gatherer(fleet, surroundings.clock()).look(cluster, questions);
        ErrorPrinter.print(List.copyOf(seen.unseen().values()), surroundings.console());
        return candidates.stream()
                .filter(host ->
                        seen.facts(host)
                                .filter(facts ->
                                        facts.get(MEMBERS)
                                                .healthyEndpoints()
                                                .contains(EtcdFiles.clientUrl(host)))
                                .isPresent())
                .findFirst()
                .orElseThrow(() ->
                        new KprovException(
                                ExitCode.FAILED,
                                new Problem(
                                        "no member of etcd is healthy",
                                        "asked: " + candidates,
                                        "no snapshot was made; what was kept before is still there",
                                        "kprov status " + inventory.file())));
    }

    private ExitCode tell(Host host, BackupNow.Made made) {
        KeptSnapshot kept = made.snapshot();
        String path = BackupFiles.FOLDER + "/" + kept.file();
        var proof = kept.proof();
        surroundings
                .console()
                .result(
                        output.json()
                                ? List.of(
                                        OutputOption.text(
                                                new Result(
                                                        host.name(),
                                                        path,
                                                        kept.time().toString(),
                                                        proof.revision(),
                                                        proof.keys(),
                                                        proof.bytes(),
                                                        proof.version(),
                                                        proof.cluster(),
                                                        kept.encrypted(),
                                                        proof.sha256(),
                                                        made.target(),
                                                        made.unsent())))
                                : List.of(
                                        host + ": " + path,
                                        "revision %d, %d keys, %s MiB, etcd %s, cluster %s%s"
                                                .formatted(
                                                        proof.revision(),
                                                        proof.keys(),
                                                        String.format(
                                                                Locale.ROOT,
                                                                "%.1f",
                                                                proof.bytes() / MIB),
                                                        proof.version(),
                                                        proof.cluster(),
                                                        kept.encrypted() ? ", encrypted" : ""),
                                        made.target().isEmpty()
                                                ? "on the host alone: it is lost with it (kprov etcd backup pull)"
                                                : made.sent()
                                                        ? "sent to " + made.target()
                                                        : "not sent to " + made.target()));
        if (made.unsent().isEmpty()) {
            return ExitCode.DONE;
        }
        ErrorPrinter.print(
                List.of(
                        new Problem(
                                made.sent()
                                        ? "not everything could be done at " + made.target()
                                        : "the snapshot was not sent to " + made.target(),
                                made.unsent(),
                                "it is kept on " + host,
                                "see to the target; the next run goes on with it")),
                surroundings.console());
        return ExitCode.FAILED;
    }
}
