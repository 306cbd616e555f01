package io.kprov.inventory;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The inventory cannot be used; carries every finding, warnings too, in the file's order. */
public final class InvalidInventoryException extends KprovException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    InvalidInventoryException(String file, List<Finding> findings) {
        super(ExitCode.INVALID_INVENTORY, problem(file, findings));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }

    private static Problem problem(String file, List<Finding> findings) {
        long errors =
                findings.stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .count();
        return new Problem(
                file + " is not valid: " + errors + (errors == 1 ? " error" : " errors"),
                findings.stream().map(Finding::toString).collect(Collectors.joining("\n")),
                "no host was asked and nothing was changed",
                "correct the file, then: kprov validate -i " + file);
    }
}
