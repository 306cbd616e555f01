package io.kprov.engine;

import io.kprov.command.Command;
import io.kprov.command.CommandResult;
import io.kprov.error.Problem;
import io.kprov.error.VisibleText;
import io.kprov.remote.Remote;
import io.kprov.state.Claim;
import java.time.Duration;

/** The folder with the cluster's lock on one host, see {@code lock.sh}. */
record LockFolder(String path) {
    /** Across reboots: a host that was started anew in the midst of a run is not free. */
    static final LockFolder ON_HOSTS = new LockFolder("/var/lib/kprov/lock");

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SCRIPT = Scripts.read("lock");

    /** Who has it. */
    LockAnswer show(Remote remote) {
        return ask(remote, Command.script(SCRIPT, path, "show"));
    }

    /** Takes it when it is free. */
    LockAnswer take(Remote remote, Claim claim) {
        return ask(remote, Command.script(SCRIPT, path, "take", claim.id(), claim.text()));
    }

    /** Takes it away from this holder, and from no other. */
    LockAnswer drop(Remote remote, String id) {
        return ask(remote, Command.script(SCRIPT, path, "drop", id));
    }

    private static LockAnswer ask(Remote remote, Command command) {
        return answer(remote, remote.run(command, LIMIT));
    }

    private static LockAnswer answer(Remote remote, CommandResult result) {
        String[] parts = result.stdout().split("\n", 2);
        String[] words = parts[0].split(" ", 2);
        return switch (words[0]) {
            case "free" -> new LockAnswer.Free();
            case "taken" -> new LockAnswer.Taken();
            case "dropped" -> new LockAnswer.Dropped();
            case "held" ->
                    new LockAnswer.Held(
                            VisibleText.of(words[1]),
                            Claim.parse(words[1], parts.length > 1 ? parts[1] : ""));
            default ->
                    new LockAnswer.Unknown(
                            new Problem(
                                    remote.host() + ": the lock of the cluster cannot be used",
                                    "exit " + result.exitStatus() + "\n" + result.lastLines(3),
                                    "nothing was changed there",
                                    "see to room and rights in /var/lib/kprov on "
                                            + remote.host()
                                            + ", then repeat the same command"),
                            true);
        };
    }
}
