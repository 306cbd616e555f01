package io.kprov.preflight;

import io.kprov.error.Problem;
import java.util.Optional;

/**
 * What one check found, on one host or on all together. Its components are the JSON form.
 *
 * @param check name of the check
 * @param severity what a failure does
 * @param fix what the operator does; empty text when the outcome is OK
 */
public record PreflightResult(
        String check,
        Optional<String> host,
        Severity severity,
        Outcome outcome,
        String found,
        String fix) {

    /** How it ended. */
    public enum Outcome {
        OK,
        /** Not so, and the inventory accepts that. */
        WAIVED,
        FAILED
    }

    static PreflightResult of(Check check, Finding finding, boolean waived) {
        return new PreflightResult(
                check.name().inventoryName(),
                finding.host(),
                finding.ok() ? check.severity() : finding.severity(),
                finding.ok() ? Outcome.OK : waived ? Outcome.WAIVED : Outcome.FAILED,
                finding.found(),
                finding.fix());
    }

    /** Whether it keeps a run from changing anything. */
    public boolean stops() {
        return outcome == Outcome.FAILED && severity == Severity.ERROR;
    }

    public boolean warns() {
        return outcome == Outcome.FAILED && severity == Severity.WARNING;
    }

    Problem problem() {
        return new Problem(
                host.map(name -> name + ": ").orElse("") + "preflight check " + check + " failed",
                found,
                "nothing was changed",
                fix + "\nor accept it, in the inventory: preflight: {waive: [" + check + "]}");
    }
}
