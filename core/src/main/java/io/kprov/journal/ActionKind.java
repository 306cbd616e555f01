package io.kprov.journal;

import io.kprov.step.Action;
import java.util.Locale;

/** What sort of thing an action is, for programs that read the journal. */
public enum ActionKind {
    PUT_FILE,
    REMOVE_FILE,
    RUN,
    LONG_RUN,
    FETCH,
    LINK,
    UPLOAD,
    WAIT_UNTIL,
    REBOOT,
    MAKE_PKI;

    static ActionKind of(Action action) {
        return switch (action) {
            case Action.PutFile _ -> PUT_FILE;
            case Action.RemoveFile _ -> REMOVE_FILE;
            case Action.Run _ -> RUN;
            case Action.LongRun _ -> LONG_RUN;
            case Action.Fetch _, Action.Store _ -> FETCH;
            case Action.Link _ -> LINK;
            case Action.Upload _ -> UPLOAD;
            case Action.WaitUntil _ -> WAIT_UNTIL;
            case Action.Reboot _ -> REBOOT;
            case Action.MakePki _ -> MAKE_PKI;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
