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
        /** Somebody answers, who lets nobody in for the moment. */
        TURNED_AWAY,
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

    /** Whether it is out of reach for now, rather than somebody there who will never let us in. */
    public boolean isAway() {
        return switch (kind) {
            case UNREACHABLE, TURNED_AWAY, CONNECTION_LOST, TIMED_OUT -> true;
            case HOST_KEY, AUTHENTICATION, SUDO -> false;
        };
    }
}
