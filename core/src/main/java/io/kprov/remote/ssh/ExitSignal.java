package io.kprov.remote.ssh;

import java.util.Map;

/** The signals that SSH names (RFC 4254, 6.9), with their numbers in POSIX and on Linux. */
final class ExitSignal {
    private static final int SHELL_BASE = 128;
    private static final Map<String, Integer> NUMBERS =
            Map.ofEntries(
                    Map.entry("HUP", 1),
                    Map.entry("INT", 2),
                    Map.entry("QUIT", 3),
                    Map.entry("ILL", 4),
                    Map.entry("ABRT", 6),
                    Map.entry("FPE", 8),
                    Map.entry("KILL", 9),
                    Map.entry("USR1", 10),
                    Map.entry("SEGV", 11),
                    Map.entry("USR2", 12),
                    Map.entry("PIPE", 13),
                    Map.entry("ALRM", 14),
                    Map.entry("TERM", 15));

    private ExitSignal() {}

    /** The exit status that a shell would report; 128 for a signal without a name in SSH. */
    static int status(String name) {
        return SHELL_BASE + NUMBERS.getOrDefault(name, 0);
    }
}
