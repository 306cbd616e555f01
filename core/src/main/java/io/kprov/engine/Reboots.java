package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.model.Host;
import io.kprov.remote.RemoteException;
import io.kprov.step.Action;
import java.time.Duration;

/** Reboots machines, and waits for them: their connection is lost on purpose. */
final class Reboots {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /**
     * Which start of the machine this is: the kernel's, and that of the first process, which is
     * another one where a kernel is shared.
     */
    private static final Command WHICH_START =
            Command.script(
                    """
                    # kprov: which-start
                    cat /proc/sys/kernel/random/boot_id && cut -d ' ' -f 22 /proc/1/stat
                    """);

    private final Fleet fleet;
    private final Waiter waiter;

    Reboots(Fleet fleet, Waiter waiter) {
        this.fleet = fleet;
        this.waiter = waiter;
    }

    /**
     * Reboots the host.
     *
     * @throws ActionFailedException when it does not come back in time
     */
    String run(Host host, Action.Reboot action) {
        String before = whichStart(host);
        var goodbye = fleet.remote(host).run(action.goodbye(), LIMIT);
        if (!goodbye.ok()) {
            throw new ActionFailedException(
                    "reboot " + host,
                    "exit " + goodbye.exitStatus() + "\n" + goodbye.lastLinesOfBoth(6));
        }
        if (!waiter.poll(action.limit(), () -> isBack(host, before))) {
            throw new ActionFailedException(
                    "reboot " + host,
                    "it is not back after "
                            + action.limit().toSeconds()
                            + " s: look at its console");
        }
        return "";
    }

    private boolean isBack(Host host, String before) {
        try {
            return !whichStart(host).equals(before);
        } catch (RemoteException away) {
            if (!away.isAway()) {
                throw away;
            }
            fleet.forget(host);
            return false;
        }
    }

    private String whichStart(Host host) {
        var answer = fleet.remote(host).run(WHICH_START, LIMIT);
        if (!answer.ok()) {
            throw new ActionFailedException(
                    "tell when " + host + " was started",
                    "exit " + answer.exitStatus() + "\n" + answer.lastLinesOfBoth(6));
        }
        return answer.stdout();
    }
}
