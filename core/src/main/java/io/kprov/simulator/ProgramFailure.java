package io.kprov.simulator;

/** A simulated program gives up: its message goes to standard error, its exit status is 1. */
final class ProgramFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    ProgramFailure(String text) {
        super(text);
        this.text = text;
    }

    String text() {
        return text;
    }
}
