package io.kprov.journal;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.state.ClusterState;
import io.kprov.state.Holder;
import io.kprov.state.OperatorLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The runs that were made on a cluster from this machine: a folder each, named by the run. */
public final class Runs {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final ClusterState state;
    private final String machine;

    /**
     * Names the runs of a cluster.
     *
     * @param machine this machine's name, as it stands in journals that are written here
     */
    public Runs(ClusterState state, String machine) {
        this.state = state;
        this.machine = machine;
    }

    /** A name for a new run: in the order of time, and of its own. */
    public static String newId(Instant now, SecureRandom random) {
        return TIME.format(now) + "-%04x".formatted(random.nextInt(0x10000));
    }

    public Path folder(String run) {
        return state.journal().resolve(run);
    }

    public Path events(String run) {
        return folder(run).resolve(Journal.FILE);
    }

    /**
     * Every run, the newest first.
     *
     * @throws KprovException FAILED when a journal cannot be read
     */
    public List<RunRecord> all() {
        return ids().stream().flatMap(id -> read(id).stream()).toList();
    }

    /**
     * The one run that is meant.
     *
     * @param text the beginning of its id, or {@code last}
     * @throws KprovException USAGE when there is none, or more than one
     */
    public RunRecord find(String text) {
        var ids = ids();
        var found =
                text.equals("last")
                        ? ids.stream().limit(1).toList()
                        : ids.stream().filter(id -> id.startsWith(text)).toList();
        return (found.size() == 1 ? read(found.getFirst()) : Optional.<RunRecord>empty())
                .orElseThrow(() -> unknown(text, found));
    }

    private KprovException unknown(String text, List<String> found) {
        return new KprovException(
                ExitCode.USAGE,
                new Problem(
                        "there is no telling which run \"" + text + "\" is",
                        found.size() > 1
                                ? "several begin so: " + String.join(", ", found)
                                : "there is none of that name in " + state.journal(),
                        "nothing was changed",
                        "take an id from: kprov runs"));
    }

    /** The newest first: that is what the names are made for. */
    private List<String> ids() {
        try (var folders = Files.list(state.journal())) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve(Journal.FILE)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw unreadable(failed);
        }
    }

    private Optional<RunRecord> read(String id) {
        try {
            return RunRecord.read(events(id));
        } catch (UncheckedIOException failed) {
            throw unreadable(failed);
        }
    }

    private KprovException unreadable(Exception cause) {
        return new KprovException(
                ExitCode.FAILED,
                List.of(
                        new Problem(
                                "the journals in " + state.journal() + " could not be read",
                                cause.toString(),
                                "nothing was changed",
                                "see to the rights there, then repeat the command")),
                cause);
    }

    /** How a run ended, or whether it is at work still. */
    public RunResult result(RunRecord run) {
        return run.result().orElseGet(() -> atWork(run) ? RunResult.RUNNING : RunResult.BROKE_OFF);
    }

    /** A lock's text outlives a process that was killed, so the process itself is asked for. */
    private boolean atWork(RunRecord run) {
        return run.start().machine().equals(machine)
                && OperatorLock.holder(state).filter(holder -> isOf(holder, run)).isPresent()
                && ProcessHandle.of(run.start().pid())
                        .flatMap(process -> process.info().startInstant())
                        .filter(born -> !born.isAfter(run.began()))
                        .isPresent();
    }

    private static boolean isOf(Holder holder, RunRecord run) {
        return holder.pid() == run.start().pid() && holder.host().equals(run.start().machine());
    }
}
