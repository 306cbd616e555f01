package io.kprov.engine;

import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Step;
import java.util.HashMap;
import java.util.Map;

/** A plan's steps by host and step: every host asks for its own, and a list of all is long. */
final class PlannedSteps {
    private final Map<String, PlannedStep> steps = new HashMap<>();

    PlannedSteps(Plan plan) {
        plan.steps().forEach(step -> steps.putIfAbsent(step.key(), step));
    }

    /** Whether the plan asked the step about the host at all. */
    boolean has(Host host, Step step) {
        return steps.containsKey(key(host, step));
    }

    /** Whether the plan shows that the step changes the host. */
    boolean changes(Host host, Step step) {
        var planned = steps.get(key(host, step));
        return planned != null && planned.answer() instanceof Answer.Change;
    }

    private static String key(Host host, Step step) {
        return host.name() + "/" + step.id();
    }
}
