package io.kprov.remote.ssh;

import io.kprov.command.Command;
import io.kprov.error.ExitCode;
import io.kprov.error.KprovException;
import io.kprov.error.Problem;
import io.kprov.remote.RemoteException;
import io.kprov.remote.RemoteException.Kind;
import io.kprov.remote.ssh.ExecChannel.Outcome.Abandoned;
import io.kprov.remote.ssh.ExecChannel.Reason;
import java.io.IOException;
import java.time.Duration;

/** Says how a command came to no answer. A command holds no secret in its words, so it is shown. */
record CommandProblem(SshTarget target, Command command, Duration timeout) {
    private static final int SHOWN = 160;
    private static final int LAST_LINES = 5;

    KprovException abandoned(Abandoned outcome) {
        var state =
                outcome.ended()
                        ? "the command was ended; what it had done so far stays"
                        : "the command may still run on the host";
        return switch (outcome.reason()) {
            case Reason.TimeUp timeUp ->
                    new RemoteException(
                            Kind.TIMED_OUT,
                            new Problem(
                                    "no end of " + shown(),
                                    slow(outcome.soFar().lastLines(LAST_LINES)),
                                    state,
                                    "see on the host what it waits for, then repeat the command"),
                            null);
            case Reason.TooMuchOutput tooMuch ->
                    new KprovException(
                            ExitCode.FAILED,
                            new Problem(
                                    "too much output of " + shown(),
                                    "more than " + (ExecChannel.OUTPUT_LIMIT >> 20) + " MiB",
                                    state,
                                    "report it, with the transcript of a run with --debug"));
            case Reason.InputFailed(IOException cause) ->
                    new KprovException(
                            ExitCode.FAILED,
                            new Problem(
                                    "no whole input for " + shown(),
                                    "reading it on this side failed: " + cause.getMessage(),
                                    state,
                                    "make the file readable, then repeat the command"));
            case Reason.Interrupted interrupted ->
                    new KprovException(
                            ExitCode.INTERRUPTED,
                            new Problem(
                                    "stopped during " + shown(),
                                    "kprov was told to stop",
                                    state,
                                    "repeat the same command"));
        };
    }

    RemoteException lost(String why) {
        return new RemoteException(
                Kind.CONNECTION_LOST,
                new Problem(
                        "connection lost during " + shown(),
                        why,
                        "unknown: the command may have ended, or still run",
                        "see that " + target.address() + " is reachable, then repeat the command"),
                null);
    }

    RemoteException refused(String why) {
        return new RemoteException(
                Kind.CONNECTION_LOST,
                new Problem(
                        "no channel for " + shown(),
                        why,
                        "the command did not start",
                        "see the host's sshd log; MaxSessions in sshd_config should be 10 or more"),
                null);
    }

    KprovException notStarted() {
        return new KprovException(
                ExitCode.INTERRUPTED,
                new Problem(
                        "stopped before " + shown(),
                        "kprov was told to stop",
                        "the command did not start",
                        "repeat the same command"));
    }

    private String slow(String lastLines) {
        var limit =
                timeout.toSeconds() < 10 ? timeout.toMillis() + " ms" : timeout.toSeconds() + " s";
        return "it ran longer than "
                + limit
                + (lastLines.isEmpty() ? " and wrote nothing" : "; its last lines:\n" + lastLines);
    }

    private String shown() {
        var text = command.toString().replaceAll("\\s+", " ");
        return "`"
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " ...")
                + "` on "
                + target.label();
    }
}
