package io.kprov.error;

/**
 * How kprov ends. The numbers are stable; {@code docs/exit-codes.md} is checked against this list.
 */
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    FAILED(1, "a step or a check failed; the message says what, why, state, next"),
    CHANGES(
            2,
            "the plan has changes (plan --detailed-exitcode), something differs (drift), or a certificate ends soon (certs list --within)"),
    DESTRUCTIVE_CHANGES(3, "the plan has destructive changes (plan --detailed-exitcode)"),
    SSH(4, "a host could not be reached, its key was refused, or login or sudo failed"),
    LOCKED(5, "another run holds the lock of this cluster"),
    STALE_PLAN(6, "the hosts want something that the saved plan did not show"),
    UNHEALTHY(
            7,
            "status found a condition that is bad, or certs list something that does not belong"),
    USAGE(64, "the command line is wrong"),
    INVALID_INVENTORY(65, "the inventory or the lock file is invalid"),
    INTERRUPTED(130, "stopped by Ctrl-C, SIGTERM or SIGHUP");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
