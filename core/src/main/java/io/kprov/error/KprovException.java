package io.kprov.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure that the operator can act on. Anything else that is thrown is a bug of kprov and
 * printed with its stack trace.
 */
public class KprovException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final transient List<Problem> problems;

    public KprovException(ExitCode exitCode, Problem problem) {
        this(exitCode, List.of(problem), null);
    }

    public KprovException(ExitCode exitCode, List<Problem> problems) {
        this(exitCode, problems, null);
    }

    public KprovException(ExitCode exitCode, List<Problem> problems, @Nullable Throwable cause) {
        super(problems.isEmpty() ? exitCode.meaning() : problems.getFirst().toString(), cause);
        this.exitCode = exitCode;
        this.problems = List.copyOf(problems);
    }

    public ExitCode exitCode() {
        return exitCode;
    }

    public List<Problem> problems() {
        return problems;
    }
}
