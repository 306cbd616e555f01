package io.kprov.simulator;

/**
 * What {@code kill -9} does to kprov, as far as a thread of it can tell: it does nothing more.
 * Thrown by every connection of the run that was killed; an Error, since no code of kprov's is
 * meant to live on after it.
 */
public final class KprovKilled extends Error {
    private static final long serialVersionUID = 1L;

    public KprovKilled() {
        super("kprov was killed");
    }
}
