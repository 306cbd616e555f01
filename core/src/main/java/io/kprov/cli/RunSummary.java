package io.kprov.cli;

import io.kprov.journal.HostRecord;
import io.kprov.journal.RunRecord;
import io.kprov.journal.RunResult;
import io.kprov.journal.Runs;
import io.kprov.journal.StepRecord.Outcome;
import java.time.Instant;

/** A run in a line. The components are the JSON form. */
record RunSummary(
        String id,
        String cluster,
        String operation,
        String command,
        String user,
        String machine,
        long pid,
        Instant began,
        RunResult result,
        double seconds,
        int hosts,
        int done,
        int skipped,
        int failed,
        int retries,
        String journal) {

    static RunSummary of(RunRecord run, Runs runs) {
        var start = run.start();
        return new RunSummary(
                run.id(),
                start.cluster(),
                start.operation(),
                start.command(),
                start.user(),
                start.machine(),
                start.pid(),
                run.began(),
                runs.result(run),
                run.took().toMillis() / 1000.0,
                run.hosts().size(),
                run.count(Outcome.DONE),
                run.count(Outcome.SKIPPED),
                run.count(Outcome.FAILED),
                run.hosts().stream().mapToInt(HostRecord::retries).sum(),
                runs.events(run.id()).toString());
    }
}
