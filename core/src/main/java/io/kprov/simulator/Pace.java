package io.kprov.simulator;

import java.time.Duration;

/**
 * How long things take in the world, by its clock.
 *
 * @param boot until a machine that starts anew can be reached
 * @param start until a static pod's container is ready
 * @param work until a command that runs as a unit of its own has ended
 */
public record Pace(Duration boot, Duration start, Duration work) {
    /** Everything happens at once. */
    public static final Pace NONE = new Pace(Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
