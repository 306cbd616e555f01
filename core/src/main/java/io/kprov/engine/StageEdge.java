package io.kprov.engine;

import io.kprov.error.Problem;
import java.util.Optional;

/** Asked before each stage of a run whether anything speaks against going on. */
@FunctionalInterface
public interface StageEdge {
    /** Nothing ever does. */
    StageEdge OPEN = Optional::empty;

    Optional<Problem> objection();
}
