package io.kprov.engine;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks every host of a run to stop at the edge of its step: after a failure elsewhere, or at
 * Ctrl-C.
 */
public final class StopSign {
    private final AtomicBoolean set = new AtomicBoolean();

    public void set() {
        set.set(true);
    }

    public boolean isSet() {
        return set.get();
    }
}
