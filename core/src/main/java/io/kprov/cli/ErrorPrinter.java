package io.kprov.cli;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.inventory.Finding;
import io.kprov.inventory.InvalidInventoryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The one place that prints errors and makes exit codes of them. */
final class ErrorPrinter {
    private final Console console;
    private final Kprov root;

    ErrorPrinter(Console console, Kprov root) {
        this.console = console;
        this.root = root;
    }

    /** A command line that is wrong: one line, near misses, and where to read more. */
    int usage(ParameterException wrong, String[] arguments) {
        console.progress(String.valueOf(wrong.getMessage()));
        var suggestions = new StringWriter();
        if (CommandLine.UnmatchedArgumentException.printSuggestions(
                wrong, new PrintWriter(suggestions, true))) {
            console.progress(suggestions.toString().strip());
        }
        console.progress(
                "see: " + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.number();
    }

    int failure(Exception failure) {
        if (failure instanceof ParameterException wrong) {
            return usage(wrong, new String[0]);
        }
        if (failure instanceof InvalidInventoryException invalid) {
            print(invalid.findings());
            return invalid.exitCode().number();
        }
        if (failure instanceof KprovException known) {
            print(known.problems(), console);
            if (root.debug()) {
                stackTrace(failure);
            }
            return known.exitCode().number();
        }
        console.progress(
                "This is a bug of kprov. Please report it with what follows, and with the output of 'kprov --version'.");
        stackTrace(failure);
        return ExitCode.FAILED.number();
    }

    private void print(List<Finding> findings) {
        findings.forEach(finding -> console.progress(finding.toString()));
        long errors =
                findings.stream()
                        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                        .count();
        console.progress(errors + (errors == 1 ? " error" : " errors"));
    }

    /** Problems, four lines each. */
    static void print(List<Problem> problems, Console console) {
        problems.forEach(problem -> problem.lines().forEach(console::progress));
    }

    private void stackTrace(Exception failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        console.progress(text.toString());
    }
}
