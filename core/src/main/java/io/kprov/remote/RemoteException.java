package io.kprov.remote;

import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host that could not be reached or used. {@link #kind()} tells what a retry could bring. */
public final class RemoteException extends KprovException {
    private static final long serialVersionUID = 1L;

    /** What failed, from the wire upwards. */
    public enum Kind {
        UNREACHABLE,
        HOST_KEY,
        AUTHENTICATION,
        SUDO,
        CONNECTION_LOST,
        TIMED_OUT
    }

    private final Kind kind;

    public RemoteException(Kind kind, Problem problem, @Nullable Throwable cause) {
        super(ExitCode.SSH, List.of(problem), cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether nobody answers there, rather than somebody who lets us not in. */
    public boolean isAway() {
        return switch (kind) {
            case UNREACHABLE, CONNECTION_LOST, TIMED_OUT -> true;
            case HOST_KEY, AUTHENTICATION, SUDO -> false;
        };
    }
}
