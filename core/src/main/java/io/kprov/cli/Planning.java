package io.kprov.cli;

import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.facts.Fact;
import io.kprov.model.Host;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.preflight.Preflight;
import io.kprov.procedure.Install;
import io.kprov.procedure.Procedure;
import io.kprov.procedure.Upgrade;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.LeftOut;
import io.kprov.step.upgrade.Versions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A look at the hosts, which must be fit for a cluster but for those left out, and the plan that
 * follows from it.
 */
record Planning(Procedure procedure, Blueprint blueprint, ClusterView seen, Plan plan) {

    static Planning make(
            Surroundings surroundings,
            Procedure procedure,
            Blueprint blueprint,
            Fleet fleet,
            LeftOut tolerated) {
        return make(surroundings, _ -> procedure, blueprint, fleet, tolerated);
    }

    /**
     * The same for a procedure that depends on what was seen; with nothing seen it has every step
     * that it may have.
     */
    static Planning make(
            Surroundings surroundings,
            Function<ClusterView, Procedure> procedure,
            Blueprint blueprint,
            Fleet fleet,
            LeftOut tolerated) {
        return make(surroundings, procedure, blueprint, fleet, tolerated, Set.of());
    }

    private static Planning make(
            Surroundings surroundings,
            Function<ClusterView, Procedure> procedure,
            Blueprint blueprint,
            Fleet fleet,
            LeftOut tolerated,
            Set<Fact<?>> further) {
        var questions = new HashMap<>(Preflight.ofRun().questions(blueprint.cluster()));
        blueprint.cluster().hosts().forEach(host -> questions.merge(host, further, Planning::both));
        var seen =
                look(
                                surroundings,
                                procedure.apply(nothing(blueprint)),
                                blueprint,
                                fleet,
                                questions,
                                blueprint.cluster().hosts())
                        .leaving(tolerated);
        var fit = blueprint.cluster().without(seen.leftOut().hosts().keySet());
        Preflight.ofRun().run(fit, seen).require();
        var chosen = procedure.apply(seen);
        return new Planning(
                chosen,
                blueprint,
                seen,
                new Planner(surroundings.clock()).plan(chosen, blueprint, seen));
    }

    private static ClusterView nothing(Blueprint blueprint) {
        return new ClusterView(blueprint.cluster(), Map.of());
    }

    private static Set<Fact<?>> both(Set<Fact<?>> one, Set<Fact<?>> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }

    /**
     * What the inventory wants: an installation, or an upgrade where a cluster runs other versions.
     * That one asks more, so it looks again.
     */
    static Planning ofWish(
            Surroundings surroundings, Blueprint blueprint, Fleet fleet, LeftOut tolerated) {
        var install =
                make(
                        surroundings,
                        _ -> Install.procedure(),
                        blueprint,
                        fleet,
                        tolerated,
                        Versions.ofUpgradesDue(blueprint.cluster()));
        return Versions.isUpgradeDue(blueprint, install.seen)
                ? make(
                        surroundings,
                        seen -> Upgrade.procedure(blueprint.cluster(), Upgrade.Manner.USUAL, seen),
                        blueprint,
                        fleet,
                        tolerated)
                : install;
    }

    /**
     * The same with a look at some hosts only, on which the procedure may depend: how the others
     * are does not matter to it.
     *
     * @param procedure of what was seen; with nothing seen it has every step that it may have
     * @param blank hosts that must be fit for a cluster, if they can be reached
     */
    static Planning make(
            Surroundings surroundings,
            Function<ClusterView, Procedure> procedure,
            Blueprint blueprint,
            Fleet fleet,
            List<Host> concerned,
            List<Host> blank) {
        var widest = procedure.apply(nothing(blueprint));
        var questions =
                blank.isEmpty()
                        ? Map.<Host, Set<Fact<?>>>of()
                        : Preflight.ofRun().questions(blueprint.cluster());
        var seen = look(surroundings, widest, blueprint, fleet, questions, concerned);
        blank.stream()
                .filter(host -> seen.facts(host).isPresent())
                .forEach(host ->
                        Preflight.ofRun().run(blueprint.cluster(), seen).on(host).require());
        var chosen = procedure.apply(seen);
        return new Planning(
                chosen,
                blueprint,
                seen,
                new Planner(surroundings.clock()).plan(chosen, blueprint, seen));
    }

    /** The same for hosts that need not be fit for anything, without those left out. */
    static Planning make(
            Surroundings surroundings,
            Procedure procedure,
            Blueprint blueprint,
            Fleet fleet,
            List<Host> concerned,
            LeftOut tolerated) {
        var seen =
                look(surroundings, procedure, blueprint, fleet, Map.of(), concerned)
                        .leaving(tolerated);
        return new Planning(
                procedure,
                blueprint,
                seen,
                new Planner(surroundings.clock()).plan(procedure, blueprint, seen));
    }

    /** Another procedure that asks the same questions. */
    Planning with(Surroundings surroundings, Procedure other) {
        return new Planning(
                other,
                blueprint,
                seen,
                new Planner(surroundings.clock()).plan(other, blueprint, seen));
    }

    private static ClusterView look(
            Surroundings surroundings,
            Procedure procedure,
            Blueprint blueprint,
            Fleet fleet,
            Map<Host, Set<Fact<?>>> further,
            List<Host> at) {
        var clock = surroundings.clock();
        var begun = clock.instant();
        int hosts = at.size();
        try (var _ =
                Heartbeat.start(
                        surroundings.console(),
                        clock,
                        now ->
                                "still looking at %d hosts, %d s"
                                        .formatted(
                                                hosts, Duration.between(begun, now).toSeconds()))) {
            return new Gatherer(fleet, clock).look(procedure, blueprint, further, at);
        }
    }

    /** How a command ends whose plan has problems: the way to the hosts comes before all else. */
    ExitCode failure() {
        return seen.unseen().isEmpty() ? ExitCode.FAILED : ExitCode.SSH;
    }
}
