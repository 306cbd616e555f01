package io.kprov.remote.ssh;

import io.kprov.command.Command;
import java.util.List;
import java.util.function.Predicate;

/**
 * Ends a command that is not waited for any longer. Closing its channel would not: sshd only closes
 * the command's pipes. Nor would SSH's signal: the login user may not signal what runs behind sudo.
 * So a script looks on the host, as root, for the session (setsid(2), one per channel) below this
 * connection's sshd in which a process has the command's words, and ends that session. When several
 * have them it ends none.
 */
final class CommandEnder {
    private static final String SCRIPT =
            """
            look() {
                read -r stat < "/proc/$1/stat" || return 1
                set -- ${stat##*) }
                parent=$2 session=$4
            }
            exec 2>/dev/null
            look $$ && own=$session && look "$own" && sshd=$parent || exit 1
            found=
            for process in /proc/[0-9]*; do
                look "${process#/proc/}" && its=$session || continue
                [ "$its" != "$own" ] && look "$its" && [ "$parent" = "$sshd" ] || continue
                [ "$(tr '\\0' '\\n' < "$process/cmdline")" = "$1" ] || continue
                [ -z "$found" ] || [ "$found" = "$its" ] || exit 1
                found=$its
            done
            [ -n "$found" ] || exit 1
            signal() {
                any=
                for process in /proc/[0-9]*; do
                    look "${process#/proc/}" && [ "$session" = "$found" ] || continue
                    kill -"$1" "${process#/proc/}" && any=yes
                done
                [ -n "$any" ]
            }
            signal TERM
            ! signal 0 || sleep 1
            ! signal KILL || sleep 1
            ! signal 0
            """;

    private final Predicate<Command> asRoot;

    /**
     * Ends nothing yet.
     *
     * @param asRoot runs a command and says whether it exited with 0
     */
    CommandEnder(Predicate<Command> asRoot) {
        this.asRoot = asRoot;
    }

    /**
     * Takes a second or two.
     *
     * @param words as the host runs them, with what goes before the command's own
     * @return whether nothing of the command runs any more
     */
    boolean end(List<String> words) {
        return asRoot.test(Command.script(SCRIPT, String.join("\n", words)));
    }
}
