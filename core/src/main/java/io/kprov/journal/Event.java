package io.kprov.journal;

import io.kprov.error.Problem;
import java.util.List;
import java.util.Locale;

/**
 * One thing that happened in a run. The components are the fields in the journal, in their order;
 * {@code docs/journal.md} says what each means, and a test compares the two. Times are seconds.
 * Holds no secret.
 */
public sealed interface Event {

    /** What all events of a step have: where it is, its id, and its title. */
    interface OfStep {
        String host();

        String step();

        String title();
    }

    /** The first event of a journal. */
    record RunStarted(
            String run,
            String cluster,
            String operation,
            String command,
            String user,
            String machine,
            long pid,
            String kprov,
            String inventorySha256,
            String planSha256)
            implements Event {}

    record StageStarted(String stage) implements Event {}

    record StageDone(String stage, double seconds) implements Event {}

    record StepStarted(String host, String step, String title, String reason, int attempt)
            implements Event, OfStep {}

    record ActionStarted(String host, String step, String title, ActionKind kind, String action)
            implements Event, OfStep {}

    record ActionDone(
            String host, String step, String title, String action, double seconds, String output)
            implements Event, OfStep {}

    record StepDone(String host, String step, String title, double seconds, int attempt)
            implements Event, OfStep {}

    record StepSkipped(String host, String step, String title, String reason)
            implements Event, OfStep {}

    record StepRetried(
            String host, String step, String title, String reason, int attempt, double pause)
            implements Event, OfStep {}

    record StepFailed(
            String host, String step, String title, Problem problem, double seconds, int attempt)
            implements Event, OfStep {}

    /** Rolling work waits for this host, or behind it, until what is asked for is so. */
    record GateWaits(String host, String question) implements Event {}

    record GateOpened(String host, double seconds) implements Event {}

    record GateClosed(String host, Problem problem) implements Event {}

    /** The run goes on without this worker. */
    record HostLeftOut(String host, Problem problem) implements Event {}

    /** The last event of a journal. A run that was killed has none. */
    record RunEnded(RunResult result, double seconds, List<HostSum> hosts, List<Problem> problems)
            implements Event {
        public RunEnded {
            hosts = List.copyOf(hosts);
            problems = List.copyOf(problems);
        }
    }

    /** What a host came to in the end. */
    record HostSum(String host, int done, int skipped, boolean failed, double seconds) {}

    /** Its name in the journal: {@code step-done}. */
    static String name(Class<?> kind) {
        return kind.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Whether the next thing may happen only when this event is safely on the disk. */
    default boolean atEdge() {
        return switch (this) {
            case RunStarted _, StepStarted _, StepDone _, StepFailed _, RunEnded _ -> true;
            case StageStarted _,
                    StageDone _,
                    ActionStarted _,
                    ActionDone _,
                    StepSkipped _,
                    StepRetried _,
                    GateWaits _,
                    GateOpened _,
                    GateClosed _,
                    HostLeftOut _ ->
                    false;
        };
    }
}
