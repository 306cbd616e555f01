package io.kprov.plan;

import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.step.Decision.Sign;

/**
 * What a plan comes to, in numbers of steps.
 *
 * @param hosts hosts on which something changes
 * @param right steps that have nothing to do
 * @param blocked steps that must not run as things are
 */
public record Sums(long create, long change, long remove, long hosts, long right, long blocked) {

    public static Sums of(Plan plan) {
        return new Sums(
                count(plan, Sign.CREATE),
                count(plan, Sign.CHANGE),
                count(plan, Sign.REMOVE),
                plan.changes().map(PlannedStep::host).distinct().count(),
                plan.steps().filter(step -> step.answer() instanceof Answer.Nothing).count(),
                plan.steps().filter(step -> step.answer() instanceof Answer.Blocked).count());
    }

    /** Whether the answer takes something away that was there. */
    static boolean isRemoval(Answer answer) {
        return answer instanceof Answer.Change(var sign, _, _) && sign == Sign.REMOVE;
    }

    private static long count(Plan plan, Sign wanted) {
        return plan.steps()
                .filter(step ->
                        step.answer() instanceof Answer.Change(var sign, _, _) && sign == wanted)
                .count();
    }

    /** The last line of a plan. */
    public String sentence() {
        if (create + change + remove + blocked == 0) {
            return "Nothing to do: all " + right + " steps find what they want";
        }
        return "Plan: %d to create, %d to change, %d to remove on %d %s; %d already right%s"
                .formatted(
                        create,
                        change,
                        remove,
                        hosts,
                        hosts == 1 ? "host" : "hosts",
                        right,
                        blocked == 0 ? "" : "; " + blocked + " blocked");
    }

    /** The last line of what differs. */
    String difference() {
        long differing = create + change + remove;
        if (differing + blocked == 0) {
            return "Nothing differs: all " + right + " steps find what they want";
        }
        return "%d of %d steps find something else than they want, on %d %s%s"
                .formatted(
                        differing,
                        differing + right + blocked,
                        hosts,
                        hosts == 1 ? "host" : "hosts",
                        blocked == 0 ? "" : "; " + blocked + " blocked");
    }
}
