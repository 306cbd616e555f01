package io.kprov.backup;

import io.kprov.command.CommandResult;
import io.kprov.engine.Fleet;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.BackupScript;
import io.kprov.snapshot.BackupState;
import io.kprov.snapshot.KeptSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A snapshot of one host's member, made now: by the timer's own unit where there is one, else by
 * the same script, sent along, and then it stays on the host.
 */
public final class BackupNow {
    /** A large database is saved, restored, encrypted and sent. */
    private static final Duration LIMIT = Duration.ofHours(2);

    private final Cluster cluster;
    private final Fleet fleet;

    public BackupNow(Cluster cluster, Fleet fleet) {
        this.cluster = cluster;
        this.fleet = fleet;
    }

    /**
     * What came of it.
     *
     * @param target empty when there is none
     * @param sent whether the target has it
     * @param unsent what the target refused, this one or another; empty when nothing
     */
    public record Made(KeptSnapshot snapshot, String target, boolean sent, String unsent) {}

    /**
     * Makes one.
     *
     * @throws KprovException FAILED when there is no proven snapshot that was begun after this call
     */
    public Made on(Host host) {
        var first = run(host);
        // One that was under way when it was asked for may lack the latest writes.
        var made = first.isFresh() || !first.ranWell() ? first : run(host);
        if (!made.isFresh()) {
            throw failed(host, made);
        }
        var snapshot = made.state.newest().orElseThrow();
        var last = made.state.last();
        return new Made(
                snapshot,
                last.map(BackupState.Run::target).orElse(""),
                made.state
                        .sent()
                        .map(BackupState.Sent::snapshot)
                        .filter(snapshot::equals)
                        .isPresent(),
                last.map(BackupState.Run::unsent).orElse(""));
    }

    private record Attempt(Instant begun, BackupState state, List<String> log) {
        boolean isFresh() {
            return state.newest().filter(newest -> !newest.time().isBefore(begun)).isPresent();
        }

        boolean ranWell() {
            return log.isEmpty();
        }
    }

    private Attempt run(Host host) {
        CommandResult result =
                fleet.on(
                        host, remote -> remote.run(BackupScript.command(cluster, host, ""), LIMIT));
        if (!result.ok()) {
            throw new KprovException(
                    ExitCode.FAILED,
                    problem(host, "exit " + result.exitStatus() + "\n" + result.lastLines(6)));
        }
        var lines = result.stdout().lines().toList();
        return new Attempt(
                Instant.parse(after(lines, "begun ").getFirst()),
                BackupState.parse(lines),
                after(lines, "log "));
    }

    private static List<String> after(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .toList();
    }

    private static KprovException failed(Host host, Attempt attempt) {
        String why =
                attempt.state
                        .last()
                        .map(BackupState.Run::failed)
                        .filter(reason -> !reason.isEmpty())
                        .orElseGet(() -> String.join("\n", attempt.log));
        return new KprovException(ExitCode.FAILED, problem(host, why));
    }

    private static Problem problem(Host host, String why) {
        return new Problem(
                host + ": no snapshot was made",
                why.isBlank() ? "it gives no reason" : why.strip(),
                "what was kept before is still there; etcd itself was only read",
                "see to the reason, then repeat the command; kprov etcd members shows how the members are");
    }
}
