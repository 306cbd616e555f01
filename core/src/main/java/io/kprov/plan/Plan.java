package io.kprov.plan;

import io.kprov.error.Problem;
import io.kprov.step.Decision.Sign;
import io.kprov.step.LeftOut;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a procedure would do now: data that one can save, print, compare and approve. Holds no
 * secret.
 *
 * @param leftOut workers that it has no steps for
 */
public record Plan(
        String cluster,
        String procedure,
        Instant made,
        List<PlannedStage> stages,
        LeftOut leftOut) {

    public Plan {
        stages = List.copyOf(stages);
    }

    /** A plan for every host. */
    public Plan(String cluster, String procedure, Instant made, List<PlannedStage> stages) {
        this(cluster, procedure, made, stages, LeftOut.NOBODY);
    }

    /** A stage with the answer of each step on each host, skipped ones included. */
    public record PlannedStage(String name, List<PlannedStep> steps) {
        public PlannedStage {
            steps = List.copyOf(steps);
        }
    }

    /** A step's answer on a host. */
    public record PlannedStep(String host, String step, String title, Answer answer) {

        /** Names the step on its host: {@code cp-1/init-control-plane}. */
        public String key() {
            return host + "/" + step;
        }
    }

    /** What a step answered. */
    public sealed interface Answer {
        record Change(Sign sign, String reason, List<PlannedAction> actions) implements Answer {
            public Change {
                actions = List.copyOf(actions);
            }
        }

        record Nothing(String reason) implements Answer {}

        record Blocked(Problem problem) implements Answer {}
    }

    /**
     * One action in words.
     *
     * @param fingerprint what a saved plan is held to: equal fingerprints do the same
     * @param diff unified diff of a file that changes, empty for anything else
     */
    public record PlannedAction(String sentence, String fingerprint, List<String> diff) {
        public PlannedAction {
            diff = List.copyOf(diff);
        }
    }

    public Stream<PlannedStep> steps() {
        return stages.stream().flatMap(stage -> stage.steps.stream());
    }

    public Stream<PlannedStep> changes() {
        return steps().filter(step -> step.answer instanceof Answer.Change);
    }

    public boolean isEmpty() {
        return changes().findAny().isEmpty() && problems().isEmpty();
    }

    public boolean isDestructive() {
        return changes()
                .anyMatch(step ->
                        step.answer instanceof Answer.Change(var sign, _, _)
                                && sign == Sign.REMOVE);
    }

    /** Why the plan cannot run as things are. */
    public List<Problem> problems() {
        return steps().flatMap(step ->
                        step.answer instanceof Answer.Blocked(var problem)
                                ? Stream.of(problem)
                                : Stream.empty())
                .distinct()
                .toList();
    }

    public Optional<PlannedStep> find(String host, String step) {
        return steps().filter(planned -> planned.host.equals(host) && planned.step.equals(step))
                .findFirst();
    }
}
