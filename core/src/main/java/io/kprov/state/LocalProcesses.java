package io.kprov.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The processes of this machine, told from those of others. */
public final class LocalProcesses {
    /** The number that Linux gives the namespace of a machine's own processes. */
    private static final String NO_CONTAINER = "pid:[4026531836]";

    /** Fields of {@code /proc/PID/stat} behind the command's name, proc(5). */
    private static final int STATE = 0;

    private static final int STARTED = 19;

    private final Path root;

    public LocalProcesses() {
        this(Path.of("/"));
    }

    /** For a machine whose {@code /etc} and {@code /proc} are below a folder. */
    LocalProcesses(Path root) {
        this.root = root;
    }

    /** What became of a process. */
    public enum Fate {
        /** It runs on this machine. */
        RUNS_HERE,
        /** It ran on this machine, and does no more. */
        GONE,
        /** It is another machine's, or that cannot be told. */
        ELSEWHERE
    }

    /** The marks of a process of this machine. */
    public ProcessMark mark(long pid) {
        return new ProcessMark(machine(), boot(), namespace(), started(pid));
    }

    /** What became of the holder of a lock, as seen by {@code self}. */
    public Fate fate(Claim claim, Holder self) {
        var mark = claim.process();
        if (boot().isEmpty() || !machine().equals(mark.machine())) {
            return Fate.ELSEWHERE;
        }
        if (!boot().equals(mark.boot())) {
            // The machine was started anew since. A clone of it has its id, hardly its name.
            boolean surely =
                    !machine().isEmpty()
                            && mark.namespace().equals(NO_CONTAINER)
                            && namespace().equals(NO_CONTAINER)
                            && claim.holder().host().equals(self.host());
            return surely ? Fate.GONE : Fate.ELSEWHERE;
        }
        if (mark.started().isEmpty() || !namespace().equals(mark.namespace())) {
            return Fate.ELSEWHERE;
        }
        if (started(claim.holder().pid()).equals(mark.started())) {
            return Fate.RUNS_HERE;
        }
        // A machine may hide other users' processes (hidepid): then nothing can be said of them.
        boolean visible =
                claim.holder().user().equals(self.user()) || !read("proc/1/stat").isEmpty();
        return visible ? Fate.GONE : Fate.ELSEWHERE;
    }

    /** A digest: the id itself is not to be told to others, machine-id(5). */
    private String machine() {
        String id = read("etc/machine-id").strip();
        return id.isEmpty() ? "" : digest("kprov " + id);
    }

    private String boot() {
        return read("proc/sys/kernel/random/boot_id").strip();
    }

    private String namespace() {
        try {
            return Files.readSymbolicLink(root.resolve("proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException untold) {
            return "";
        }
    }

    /** Empty for a process that is not there or has ended already. */
    private String started(long pid) {
        String stat = read("proc/" + pid + "/stat");
        // The name in parentheses may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        boolean ended = fields.length <= STARTED || "ZX".contains(fields[STATE]);
        return ended ? "" : fields[STARTED];
    }

    private String read(String path) {
        try {
            return Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1);
        } catch (IOException untold) {
            return "";
        }
    }

    private static String digest(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
