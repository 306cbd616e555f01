package io.kprov.plan;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.kprov.command.Command;
import io.kprov.facts.FileState;
import io.kprov.model.Host;
import io.kprov.model.Zones;
import io.kprov.plan.Plan.Answer;
import io.kprov.plan.Plan.PlannedAction;
import io.kprov.plan.Plan.PlannedStage;
import io.kprov.plan.Plan.PlannedStep;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Procedure.Spread;
import io.kprov.render.Digests;
import io.kprov.render.HostFile;
import io.kprov.step.Action;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.Decision;
import io.kprov.step.Step;
import io.kprov.step.View;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Asks every step of a procedure what it would do, given what was seen of the hosts. Pure but for
 * the date it writes down.
 */
public final class Planner {
    private final InstantSource clock;

    public Planner(InstantSource clock) {
        this.clock = clock;
    }

    public Plan plan(Procedure procedure, Blueprint blueprint, ClusterView seen) {
        var stages = new ArrayList<PlannedStage>();
        var told = new HashSet<String>();
        for (var stage : procedure.stages()) {
            var steps = new ArrayList<PlannedStep>();
            for (var track : stage.tracks()) {
                for (Host host : hosts(track, blueprint, seen)) {
                    for (Step step : track.steps()) {
                        // What a later stage looks at again is done by then.
                        if (step.appliesTo(blueprint, host)
                                && told.add(host.name() + "/" + step.id())) {
                            steps.add(
                                    new PlannedStep(
                                            host.name(),
                                            step.id(),
                                            step.title(),
                                            answer(step, blueprint, host, seen)));
                        }
                    }
                }
            }
            if (!steps.isEmpty()) {
                stages.add(new PlannedStage(stage.name(), steps));
            }
        }
        return new Plan(
                blueprint.cluster().name(),
                procedure.name(),
                clock.instant(),
                stages,
                seen.leftOut());
    }

    /** The hosts that a track is about, given what was seen, in the order of the work. */
    public static List<Host> hosts(Procedure.Track track, Blueprint blueprint, ClusterView seen) {
        var hosts =
                track.hosts().apply(blueprint.cluster()).stream()
                        .filter(host -> !seen.leftOut().has(host))
                        .toList();
        return switch (track.spread()) {
            case Spread.Plain.ALL, Spread.Plain.ONE_BY_ONE -> hosts;
            case Spread.Plain.ROLLING -> Zones.rolling(hosts);
            case Spread.Batches _ -> Zones.rolling(hosts);
            case Spread.Plain.FIRST_ONLY ->
                    hosts.isEmpty()
                            ? hosts
                            : List.of(
                                    seen.readyControlPlanes().stream()
                                            .filter(hosts::contains)
                                            .findFirst()
                                            .orElse(hosts.getFirst()));
        };
    }

    private static Answer answer(Step step, Blueprint blueprint, Host host, ClusterView seen) {
        var facts = seen.facts(host);
        return facts.isEmpty()
                ? new Answer.Blocked(seen.whyUnseen(host).orElseThrow())
                : describe(step.decide(new View(blueprint, host, facts.get(), seen)));
    }

    /** A decision as it is written down. */
    public static Answer describe(Decision decision) {
        return switch (decision) {
            case Decision.Skip(var reason) -> new Answer.Nothing(reason);
            case Decision.Blocked(var problem) -> new Answer.Blocked(problem);
            case Decision.Do(var sign, var reason, var actions) ->
                    new Answer.Change(
                            sign, reason, actions.stream().map(Planner::describe).toList());
        };
    }

    private static PlannedAction describe(Action action) {
        return switch (action) {
            case Action.PutFile put ->
                    new PlannedAction(
                            put.sentence(),
                            put.sentence()
                                    + " "
                                    + put.file().mode()
                                    + " "
                                    + put.file().owner()
                                    + " "
                                    + (put.meaning().isEmpty() ? put.file().sha256() : ""),
                            put.meaning().isEmpty() ? diff(put.file(), put.before()) : List.of());
            case Action.Run run -> described(run.sentence(), run.command());
            case Action.LongRun run -> described(run.sentence(), run.command());
            case Action.Fetch(var artifact) -> described(action, artifact.sha256());
            case Action.Store(var artifact) -> described(action, artifact.sha256());
            case Action.Link(var artifact) -> described(action, artifact.sha256());
            case Action.Upload upload -> described(action, upload.sha256());
            case Action.Reboot(var goodbye, _) -> described(action.sentence(), goodbye);
            case Action.RemoveFile _, Action.WaitUntil _, Action.MakePki _ -> described(action, "");
        };
    }

    private static PlannedAction described(Action action, String digest) {
        return new PlannedAction(action.sentence(), action.sentence() + digest, List.of());
    }

    private static PlannedAction described(String sentence, Command command) {
        return new PlannedAction(sentence, sentence + ": " + command + input(command), List.of());
    }

    /** A manifest or script is part of what a command does. Hidden input differs with each run. */
    private static String input(Command command) {
        return command.input() instanceof Command.Input.Text(var text)
                ? " < " + Digests.ofText(text)
                : "";
    }

    private static List<String> diff(HostFile wanted, FileState before) {
        Optional<String> old = before.content();
        if (wanted.visibility() == HostFile.Visibility.SECRET || old.isEmpty()) {
            return List.of();
        }
        var oldLines = old.get().lines().toList();
        var patch = DiffUtils.diff(oldLines, wanted.text().lines().toList());
        return UnifiedDiffUtils.generateUnifiedDiff("on the host", "wanted", oldLines, patch, 2);
    }
}
