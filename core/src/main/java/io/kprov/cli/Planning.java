package io.kprov.cli;

import io.kprov.engine.Fleet;
import io.kprov.engine.Gatherer;
import io.kprov.error.ExitCode;
import io.kprov.plan.Plan;
import io.kprov.plan.Planner;
import io.kprov.preflight.Preflight;
import io.kprov.procedure.Procedure;
import io.kprov.step.Blueprint;
import io.kprov.step.ClusterView;
import io.kprov.step.LeftOut;
import java.time.Duration;

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
        var seen = look(surroundings, procedure, blueprint, fleet).leaving(tolerated);
        var fit = blueprint.cluster().without(seen.leftOut().hosts().keySet());
        Preflight.run(fit, seen).require();
        return new Planning(
                procedure,
                blueprint,
                seen,
                new Planner(surroundings.clock()).plan(procedure, blueprint, seen));
    }

    private static ClusterView look(
            Surroundings surroundings, Procedure procedure, Blueprint blueprint, Fleet fleet) {
        var clock = surroundings.clock();
        var begun = clock.instant();
        int hosts = blueprint.cluster().hosts().size();
        try (var _ =
                Heartbeat.start(
                        surroundings.console(),
                        clock,
                        now ->
                                "still looking at %d hosts, %d s"
                                        .formatted(
                                                hosts, Duration.between(begun, now).toSeconds()))) {
            return new Gatherer(fleet, clock)
                    .look(procedure, blueprint, Preflight.questions(blueprint.cluster()));
        }
    }

    /** How a command ends whose plan has problems: the way to the hosts comes before all else. */
    ExitCode failure() {
        return seen.unseen().isEmpty() ? ExitCode.FAILED : ExitCode.SSH;
    }
}
