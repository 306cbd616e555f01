package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.step.Action;
import io.kprov.step.Step;
import java.time.Duration;

/**
 * Is told what a run does, as it does it; called from many threads. When {@link #stepStarted}
 * throws, the step is not begun.
 */
public interface RunListener {

    void stageStarted(String stage);

    void stageDone(String stage, Duration took);

    void stepStarted(Host host, Step step, String reason);

    void actionStarted(Host host, Step step, Action action);

    /** A command or file transfer ended; {@code output} holds its last lines, without secrets. */
    void actionDone(Host host, Step step, Action action, Duration took, String output);

    void stepDone(Host host, Step step, Duration took);

    void stepSkipped(Host host, Step step, String reason);

    /**
     * What went wrong passes by itself: after the pause the host is looked at again.
     *
     * @param attempt the one that is to come, 2 for the first retry
     */
    void stepRetried(Host host, Step step, String reason, int attempt, Duration pause);

    void stepFailed(Host host, Step step, Problem problem);

    /**
     * Rolling work does not go on at once: before the host is touched, or before the next one is.
     *
     * @param question what has to be so first
     */
    void gateWaits(Host host, String question);

    /** What the gate waited for is so. */
    void gateOpened(Host host, Duration waited);

    /** It did not become so in time; the run stops. */
    void gateClosed(Host host, Problem problem);

    /** The run goes on without a worker that cannot be reached. */
    void hostLeftOut(Host host, Problem problem);
}
