package io.kprov.engine;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Asks every host of a run to stop at the edge of its step: after a failure elsewhere, or at
 * Ctrl-C.
 */
public final class StopSign {
    private final AtomicBoolean set = new AtomicBoolean();
    private final BooleanSupplier wider;

    public StopSign() {
        this(() -> false);
    }

    private StopSign(BooleanSupplier wider) {
        this.wider = wider;
    }

    /** One for a part of the run, which stops with the whole and not the whole with it. */
    StopSign forPart() {
        return new StopSign(this::isSet);
    }

    public void set() {
        set.set(true);
    }

    public boolean isSet() {
        return set.get() || wider.getAsBoolean();
    }

    /** Whether the part itself was stopped, whatever the whole does. */
    boolean isSetHere() {
        return set.get();
    }
}
