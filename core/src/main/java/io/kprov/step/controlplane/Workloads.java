package io.kprov.step.controlplane;

/** What becomes of the users' pods that trust only the old CA, before the new one is shown. */
public enum Workloads {
    /** The operator restarts them, and kprov goes on when that is done. */
    WAIT,
    /** kprov restarts them, as {@code kubectl rollout restart} does. */
    RESTART,
    /** Nothing: they do not call the API, or read the CA again by themselves. */
    LEAVE
}
