package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.error.Problem;
import io.kprov.model.Host;
import io.kprov.remote.Remote;
import io.kprov.remote.RemoteException;
import io.kprov.step.Action;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Commands that outlive the connection: each is a transient systemd unit of its host. A connection
 * that is lost meanwhile is made again, and the command found where it is by then.
 */
final class LongRuns {
    /** How long one exec stays with a command: shorter than what anybody takes for silence. */
    private static final Duration STAY = Duration.ofSeconds(15);

    /** Between two tries to reach a host that was lost. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final Duration EXEC_LIMIT = STAY.plusSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    private final Fleet fleet;
    private final Waiter waiter;
    private final InstantSource clock;
    private final String script = Scripts.read("detach");

    LongRuns(Fleet fleet, Waiter waiter, InstantSource clock) {
        this.fleet = fleet;
        this.waiter = waiter;
        this.clock = clock;
    }

    /** Is told how a host is reached while its command goes on. */
    interface Contact {
        /** It is tried again after the pause. */
        void lost(Problem why, Duration pause);

        void regained();
    }

    /** What a host says of a command. */
    private sealed interface State {
        record Ended(int status, String output) implements State {}

        record Running(String output) implements State {}

        /** The unit runs, by another call: of a run that died, most likely. */
        record Busy(String output) implements State {}

        /** There is no such command: it was never started, or the machine was. */
        record Gone() implements State {}
    }

    /**
     * Runs the command to its end.
     *
     * @throws ActionFailedException when it failed, or its time was up and it was ended
     */
    CommandResult run(Host host, Action.LongRun action, Contact contact) {
        var started = clock.instant();
        String id = UUID.randomUUID().toString();
        var state = ask(host, action, "start", id, contact);
        while (true) {
            switch (state) {
                case State.Ended(int status, var output) -> {
                    return new CommandResult(
                            status, output, "", Duration.between(started, clock.instant()));
                }
                case State.Busy(var output) -> {
                    awaitOther(host, action, started, output, contact);
                    throw new ActionFailedException(
                            action.sentence(),
                            Transient.EARLIER_RUN.mark()
                                    + ": "
                                    + action.unit()
                                    + " ran already, started by an earlier run");
                }
                case State.Gone _ ->
                        throw new ActionFailedException(
                                action.sentence(),
                                Transient.CUT_OFF.mark()
                                        + ": it is not to be found on "
                                        + host
                                        + " any more: the machine was restarted, or the command ended by force");
                case State.Running(var output) -> checkTime(host, action, started, output);
            }
            state = ask(host, action, "follow", id, contact);
        }
    }

    private void awaitOther(
            Host host, Action.LongRun action, Instant started, String output, Contact contact) {
        boolean ended =
                waiter.poll(
                        action.limit(),
                        () -> {
                            checkTime(host, action, started, output);
                            return !(ask(host, action, "follow", "none", contact)
                                    instanceof State.Busy);
                        });
        if (!ended) {
            stop(host, action, output);
        }
    }

    private void checkTime(Host host, Action.LongRun action, Instant started, String output) {
        if (clock.instant().isAfter(started.plus(action.limit()))) {
            stop(host, action, output);
        }
    }

    /** Ends the unit with all its processes. */
    private void stop(Host host, Action.LongRun action, String output) {
        fleet.remote(host)
                .run(
                        Command.of("systemctl", "stop", "kprov-" + action.unit() + ".service"),
                        STOP_LIMIT);
        throw new ActionFailedException(
                action.sentence(),
                "not done after "
                        + action.limit().toSeconds()
                        + " s, and ended with all its processes\n"
                        + output.strip());
    }

    /** Asks until the host answers; gives up when it has been out of reach for too long. */
    private State ask(Host host, Action.LongRun action, String mode, String id, Contact contact) {
        Instant lost = null;
        String how = mode;
        while (true) {
            try {
                var state = parse(exec(fleet.remote(host), action, how, id));
                if (lost != null) {
                    contact.regained();
                }
                return state;
            } catch (RemoteException failure) {
                var now = clock.instant();
                // Also when a question took too long: the command is a unit of its own and goes on.
                if (!failure.isAway()) {
                    throw failure;
                }
                if (lost == null) {
                    lost = now;
                    contact.lost(failure.problems().getFirst(), PAUSE);
                }
                if (now.isAfter(lost.plus(Transient.CONNECTION.patience()))) {
                    throw failure;
                }
                fleet.forget(host);
                waiter.pause(PAUSE);
                // Whether it was started is unknown: a second start would be the one thing not to
                // do.
                how = "follow";
            }
        }
    }

    private CommandResult exec(Remote remote, Action.LongRun action, String mode, String id) {
        var words =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                script,
                                "sh",
                                mode,
                                id,
                                action.unit(),
                                String.valueOf(STAY.toSeconds())));
        words.addAll(action.command().words());
        return remote.run(new Command(words, action.command().input()), EXEC_LIMIT);
    }

    private static State parse(CommandResult result) {
        String[] parts = result.stdout().split("\n", 2);
        String output = parts.length > 1 ? parts[1] : "";
        String[] words = parts[0].split(" ", -1);
        return switch (words[0]) {
            case "ended" -> new State.Ended(Integer.parseInt(words[1]), output);
            case "running" -> new State.Running(output);
            case "busy" -> new State.Busy(output);
            case "gone" -> new State.Gone();
            default ->
                    throw new ActionFailedException(
                            "start the command as a unit of systemd",
                            "exit " + result.exitStatus() + "\n" + result.lastLines(6));
        };
    }
}
