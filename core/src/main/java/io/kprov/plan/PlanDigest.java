package io.kprov.plan;

import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.render.Digests;
import java.util.stream.Collectors;

/** Tells plans apart by what they would do: two that would do the same have the same digest. */
public final class PlanDigest {
    private PlanDigest() {}

    /** SHA-256 over every change, on which host, and its actions' fingerprints. */
    public static String of(Plan plan) {
        return Digests.ofText(
                plan.changes().map(PlanDigest::line).collect(Collectors.joining("\n")));
    }

    private static String line(PlannedStep step) {
        return step.key()
                + (step.answer() instanceof Answer.Change(var sign, _, var actions)
                        ? " "
                                + sign
                                + " "
                                + actions.stream()
                                        .map(PlannedAction::fingerprint)
                                        .collect(Collectors.joining(" "))
                        : "");
    }
}
