package io.kprov.preflight;

/** What a check that fails does to a run. */
public enum Severity {
    /** Stops it before anything is changed. */
    ERROR,
    /** Is shown, and stops nothing. */
    WARNING
}
