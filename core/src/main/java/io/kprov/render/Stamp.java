package io.kprov.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a unit's process started with. "A file that is right is not yet in force": just before the
 * process starts (or reads its files again), systemd writes the digests of the files it is about to
 * read to {@link #file()}, in the format of {@code sha256sum}. A crash of kprov between writing a
 * file and restarting the unit so leaves a difference that anyone can see.
 *
 * <p>The unit's own files are among them, which is true only when systemd has read them: a step
 * does {@code systemctl daemon-reload} before each restart.
 *
 * @param unit name without {@code .service}
 * @param paths absolute; the last part may be a shell pattern such as {@code *.toml}. Files that
 *     are absent are not in the stamp and do not keep the unit from starting.
 */
public record Stamp(String unit, List<String> paths) {

    /** Where stamps live; gone after a reboot, as the processes are. */
    public static final String DIRECTORY = "/run/kprov";

    public Stamp {
        if (!unit.matches("[a-z0-9.-]+")
                || !paths.stream().allMatch(path -> path.matches("/[A-Za-z0-9._/*-]+"))) {
            throw new IllegalArgumentException(unit + " " + paths);
        }
        paths = List.copyOf(paths);
    }

    /** The stamp on the host. */
    public String file() {
        return DIRECTORY + "/" + unit + ".stamp";
    }

    /**
     * The value of {@code ExecStartPre=}, {@code ExecReload=}. Readable by root only: a digest of a
     * short password gives it away.
     */
    String command() {
        return "+/bin/sh -c 'umask 077 && mkdir -p %s && { sha256sum %s > %s.new 2>/dev/null; mv %s.new %s; }'"
                .formatted(DIRECTORY, String.join(" ", paths), file(), file(), file());
    }

    /** Path to digest of those files that the unit reads: what the stamp holds once in force. */
    public Map<String, String> expected(List<HostFile> files) {
        var digests = new LinkedHashMap<String, String>();
        for (var file : files) {
            if (reads(file.path())) {
                digests.put(file.path(), file.sha256());
            }
        }
        return digests;
    }

    /** Whether a file with this path is one that the unit reads. */
    public boolean reads(String path) {
        return paths.stream().anyMatch(pattern -> new PathPattern(pattern).matches(path));
    }
}
