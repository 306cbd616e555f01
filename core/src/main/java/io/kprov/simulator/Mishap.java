package io.kprov.simulator;

import java.time.Duration;

/** What happens to one command besides its own effect. */
public sealed interface Mishap {

    /** Nothing: it runs, and its answer arrives. */
    record None() implements Mishap {}

    /** It takes a while. */
    record Slow(Duration time) implements Mishap {}

    /** The connection is lost before the command starts. */
    record LostBefore() implements Mishap {}

    /** The connection is lost, and the command ends after so many changes. */
    record LostDuring(int changes) implements Mishap {}

    /** The command runs to its end, and nobody hears of it. */
    record LostAfter() implements Mishap {}

    /** The command never ends, and does nothing more after so many changes. */
    record Hangs(int changes) implements Mishap {}

    /** The machine starts anew in the midst of it, after so many changes. */
    record Reboots(int changes) implements Mishap {}

    /** The command runs to its end, and its answer is spoilt from the middle on. */
    record Garbled() implements Mishap {}

    /**
     * kprov itself is killed: the command ends after so many changes, and nobody who has this
     * connection does anything more.
     */
    record Killed(int changes) implements Mishap {}

    /** The disk takes no more from now on. */
    record DiskFull() implements Mishap {}

    /** Decides what happens to each command; asked once per command, from many threads. */
    @FunctionalInterface
    interface Source {
        /**
         * Decides for one command.
         *
         * @param command its name: of kprov's script, or the program's first words
         */
        Mishap of(String host, String command);

        /** A world without mishaps. */
        static Source none() {
            return (host, command) -> new None();
        }
    }
}
