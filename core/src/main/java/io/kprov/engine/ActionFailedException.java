package io.kprov.engine;

/** An action did not succeed; the executor makes a problem of it. */
final class ActionFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;
    private final String why;

    ActionFailedException(String action, String why) {
        super(action + ": " + why);
        this.action = action;
        this.why = why;
    }

    String action() {
        return action;
    }

    String why() {
        return why;
    }
}
