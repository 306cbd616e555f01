package io.kprov.engine;

import io.kprov.error.Problem;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One host's walk through its steps: decide, act, look again, decide again. */
final class HostFlow {
    private final Blueprint blueprint;
    private final PlannedSteps planned;
    private final LookBook book;
    private final StepActions actions;
    private final Fleet fleet;
    private final RunListener listener;
    private final Waiter waiter;
    private final InstantSource clock;

    HostFlow(
            Blueprint blueprint,
            PlannedSteps planned,
            LookBook book,
            ActionRunner actions,
            Fleet fleet,
            RunListener listener,
            Waiter waiter) {
        this.blueprint = blueprint;
        this.planned = planned;
        this.book = book;
        this.actions = new StepActions(actions, listener, waiter.clock());
        this.fleet = fleet;
        this.listener = listener;
        this.waiter = waiter;
        this.clock = waiter.clock();
    }

    /** A step that came to no end; {@code lost} when its host did. */
    private record Failure(Problem problem, boolean lost) {}

    /** How a walk ended. */
    record Walked(int done, int skipped, Optional<Problem> problem, Duration worked) {

        /** A walk that failed, and what was done about it. */
        Walked rescuedBy(Walked rescue) {
            return new Walked(
                    done + rescue.done,
                    skipped + rescue.skipped,
                    problem.map(failed ->
                            rescue.problem.isEmpty() && rescue.done > 0
                                    ? failed.withState(
                                            "what was begun there was taken back; other hosts stop at the edge of their step")
                                    : failed),
                    worked.plus(rescue.worked));
        }
    }

    Walked walk(Host host, List<Step> all, StopSign stop) {
        var steps = all.stream().filter(step -> step.appliesTo(blueprint, host)).toList();
        return new Walk(host, steps, stop, false).toTheEnd();
    }

    /** The same after a failure: no plan could name these steps, and nobody's stop ends them. */
    Walked rescue(Host host, List<Step> all) {
        var steps = all.stream().filter(step -> step.appliesTo(blueprint, host)).toList();
        return new Walk(host, steps, new StopSign(), true).toTheEnd();
    }

    /** Where one walk is. */
    private final class Walk {
        /**
         * How often a step may wait once more after it acted: a cluster settles in its own time,
         * and what was rolled out a second ago may be shaken by its neighbour.
         */
        private static final int SETTLING_ROUNDS = 3;

        private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
        private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

        private final Host host;
        private final List<Step> steps;
        private final StopSign stop;
        private final boolean rescues;
        private final Instant started = clock.instant();
        private int done;
        private int skipped;
        // Index of the last step whose facts are newer than the last action on this host.
        private int fresh;
        private int attempt;
        // Since when the host is away, where that was noticed in the midst of a long command.
        private @Nullable Instant away;

        Walk(Host host, List<Step> steps, StopSign stop, boolean rescues) {
            this.rescues = rescues;
            this.host = host;
            this.steps = steps;
            this.stop = stop;
            this.fresh = rescues || book.isTouched(host) ? -1 : steps.size() - 1;
        }

        Walked toTheEnd() {
            for (int i = 0; i < steps.size() && !stop.isSet() && !isLeftOut(); i++) {
                var failure = take(i);
                if (failure.isPresent() && !goesOnWithout(failure.get())) {
                    var problem = failure.get().problem();
                    stop.set();
                    listener.stepFailed(host, steps.get(i), problem);
                    return ended(Optional.of(problem));
                }
            }
            return ended(Optional.empty());
        }

        private Walked ended(Optional<Problem> problem) {
            return new Walked(done, skipped, problem, Duration.between(started, clock.instant()));
        }

        private boolean isLeftOut() {
            return book.view().leftOut().has(host);
        }

        private boolean goesOnWithout(Failure failure) {
            return (failure.lost() || book.isGone(host)) && leaveOut(host, failure.problem());
        }

        /** Takes a step; what passes by itself is waited for, and the host looked at again. */
        private Optional<Failure> take(int i) {
            Step step = steps.get(i);
            Instant firstFailure = null;
            var pause = FIRST_PAUSE;
            for (attempt = 2; ; attempt++) {
                away = null;
                Optional<Transient> passing;
                Problem problem;
                try {
                    return tryOnce(i).map(known -> new Failure(known, false));
                } catch (ActionFailedException failure) {
                    passing = Transient.of(failure);
                    problem =
                            new StepProblem(host, step)
                                    .failed(failure.action() + " failed: " + failure.why());
                } catch (RemoteException lost) {
                    passing = Transient.of(lost);
                    problem = lost.problems().getFirst();
                }
                var now = clock.instant();
                if (firstFailure == null) {
                    firstFailure = away == null ? now : away;
                }
                if (passing.isEmpty()
                        || now.isAfter(firstFailure.plus(passing.get().patience()))
                        || stop.isSet()) {
                    return Optional.of(failure(step, problem, passing, firstFailure));
                }
                if (passing.get() == Transient.CONNECTION) {
                    fleet.forget(host);
                }
                listener.stepRetried(host, step, reason(passing.get(), problem), attempt, pause);
                if (!waiter.pause(pause)) {
                    return Optional.of(new Failure(problem, false));
                }
                pause = longer(pause);
                fresh = i - 1;
            }
        }

        private Failure failure(
                Step step, Problem last, Optional<Transient> passing, Instant since) {
            boolean lost = passing.filter(Transient.CONNECTION::equals).isPresent();
            var time = Duration.between(since, clock.instant());
            return new Failure(lost ? new StepProblem(host, step).away(last, time) : last, lost);
        }

        /** A lost connection has many causes, the others tell by their name. */
        private static String reason(Transient passing, Problem problem) {
            return passing == Transient.CONNECTION
                    ? passing.mark() + ": " + problem.why()
                    : passing.mark();
        }

        private LongRuns.Contact contact(Step step) {
            return new LongRuns.Contact() {
                @Override
                public void lost(Problem why, Duration pause) {
                    away = clock.instant();
                    String reason = reason(Transient.CONNECTION, why);
                    listener.stepRetried(host, step, reason, attempt, pause);
                }

                @Override
                public void regained() {
                    away = null;
                }
            };
        }

        private static Duration longer(Duration pause) {
            var doubled = pause.multipliedBy(2);
            return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        }

        private Optional<Problem> tryOnce(int i) {
            Step step = steps.get(i);
            if (i > fresh) {
                look(i, planned.changes(host, step) ? i : nextPlanned(i));
            }
            book.refreshCluster(step.clusterFacts(blueprint, host));
            return switch (decide(step)) {
                case Decision.Skip(var reason) -> {
                    skipped++;
                    listener.stepSkipped(host, step, reason);
                    yield Optional.empty();
                }
                case Decision.Blocked(var problem) -> Optional.of(problem);
                case Decision.Do wanted -> unplanned(step, wanted).or(() -> carryOut(i, wanted));
            };
        }

        private Optional<Problem> carryOut(int i, Decision.Do wanted) {
            Step step = steps.get(i);
            var begun = clock.instant();
            listener.stepStarted(host, step, wanted.reason());
            Decision after = wanted;
            boolean waited = true;
            for (int round = 0;
                    round <= SETTLING_ROUNDS
                            && after instanceof Decision.Do left
                            && (waited || onlyWaits(left));
                    round++) {
                waited = onlyWaits(left);
                book.touch(host);
                actions.perform(host, step, left.actions(), contact(step));
                look(i, nextPlanned(i));
                book.refreshCluster(step.clusterFacts(blueprint, host));
                after = decide(step);
            }
            if (!(after instanceof Decision.Skip)) {
                return Optional.of(new StepProblem(host, step).notDone(after));
            }
            done++;
            listener.stepDone(host, step, Duration.between(begun, clock.instant()));
            return Optional.empty();
        }

        /** Waiting needs no plan: it changes nothing. */
        private Optional<Problem> unplanned(Step step, Decision.Do decision) {
            return rescues || planned.changes(host, step) || onlyWaits(decision)
                    ? Optional.empty()
                    : Optional.of(new StepProblem(host, step).unplanned(decision));
        }

        private Decision decide(Step step) {
            return step.decide(
                    new View(blueprint, host, book.view().facts(host).orElseThrow(), book.view()));
        }

        /** One look serves several steps. */
        private void look(int from, int to) {
            var facts = new LinkedHashSet<Fact<?>>();
            steps.subList(from, to + 1).forEach(step -> facts.addAll(step.facts(blueprint, host)));
            book.refresh(host, facts);
            fresh = to;
        }

        /** Index of the next step that the plan has a change for, else of the last. */
        private int nextPlanned(int from) {
            for (int i = from + 1; i < steps.size(); i++) {
                if (planned.changes(host, steps.get(i))) {
                    return i;
                }
            }
            return steps.size() - 1;
        }
    }

    /** Several tracks may lose the same host; it is told once. */
    private synchronized boolean leaveOut(Host host, Problem why) {
        if (book.view().leftOut().has(host)) {
            return true;
        }
        boolean tolerated = book.leaveOut(host, why);
        if (tolerated) {
            listener.hostLeftOut(host, why);
        }
        return tolerated;
    }

    private static boolean onlyWaits(Decision.Do decision) {
        return decision.actions().stream().allMatch(Action.WaitUntil.class::isInstance);
    }
}
