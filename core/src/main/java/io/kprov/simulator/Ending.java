package io.kprov.simulator;

/** How a command ended, as the other side of the connection sees it. */
public sealed interface Ending {
    record Exited(int status, String out, String err) implements Ending {}

    record ConnectionLost() implements Ending {}

    /** There is nobody any more to see it. */
    record CallerKilled() implements Ending {}

    /** It never ends. */
    record Silent() implements Ending {}
}
