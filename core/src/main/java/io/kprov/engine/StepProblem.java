package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import java.time.Duration;

/** Says how a step on a host came to no good end. */
record StepProblem(Host host, Step step) {

    Problem failed(String why) {
        return new Problem(
                host + ": " + step.title() + " failed",
                why,
                "the steps before it on "
                        + host
                        + " are done and stay so; other hosts stop at the edge of their step",
                "mend the cause, then run the same command again: finished steps are skipped");
    }

    Problem notDone(Decision after) {
        String why =
                switch (after) {
                    case Decision.Do(_, var reason, _) -> reason;
                    case Decision.Blocked(var problem) -> problem.why();
                    case Decision.Skip(var reason) -> reason;
                };
        return failed("its actions ran without an error, but a fresh look says: " + why);
    }

    Problem unplanned(Decision.Do decision) {
        return new Problem(
                host + ": " + step.title() + " was not in the plan",
                "the host changed since: " + decision.reason(),
                "nothing was done for it; finished steps are kept",
                "run the same command again and read the new plan");
    }

    /**
     * The host did not come back.
     *
     * @param last how the last attempt to reach it ended
     * @param time since the first one
     */
    Problem away(Problem last, Duration time) {
        return new Problem(
                last.what(),
                last.why()
                        + "\n"
                        + host
                        + " has been away for "
                        + time.toSeconds()
                        + " s, since: "
                        + step.title(),
                "the steps before it on " + host + " are done and stay so",
                last.next());
    }
}
