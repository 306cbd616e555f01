package io.kprov.simulator;

import io.kprov.render.HostFile;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine's files and symbolic links by absolute path; directories are where something is below.
 */
public final class SimulatedFiles {
    private static final Pattern PROGRAM = Pattern.compile("/opt/kprov/[^/]+/([^/]+)/.*");

    private final NavigableMap<String, Stored> files = new TreeMap<>();
    private final NavigableMap<String, String> links = new TreeMap<>();
    private final Recorder recorder;
    private boolean full;

    /** A file and its digest, which many looks ask for. */
    record Stored(HostFile file, String sha256) {}

    SimulatedFiles(Recorder recorder) {
        this.recorder = recorder;
    }

    void write(HostFile file) {
        needRoom(file.path());
        recorder.change(file.path());
        links.remove(file.path());
        files.put(file.path(), new Stored(file, file.sha256()));
    }

    /** Writes text as a file of root's that everyone may read. */
    public void write(String path, String text) {
        write(HostFile.readable(path, text));
    }

    /** Gives a file another mode, four octal digits. */
    public void chmod(String path, String mode) {
        find(path)
                .map(Stored::file)
                .ifPresent(file ->
                        write(
                                new HostFile(
                                        path,
                                        mode,
                                        file.owner(),
                                        file.bytes(),
                                        file.visibility())));
    }

    void writeRootOnly(String path, String text) {
        write(HostFile.secret(path, text));
    }

    void link(String path, String target) {
        if (!target.equals(links.get(path))) {
            recorder.change(path);
            files.remove(path);
            links.put(path, target);
        }
    }

    /** Copies a file, with owner and mode. */
    void copy(String from, String to) {
        write(at(to, find(from).orElseThrow().file()));
    }

    private static HostFile at(String path, HostFile file) {
        return new HostFile(path, file.mode(), file.owner(), file.bytes(), file.visibility());
    }

    /** Gives a folder another name, in one go. */
    void rename(String from, String to) {
        recorder.change(to);
        for (String path : below(from)) {
            var file = find(path).orElseThrow().file();
            files.remove(path);
            var moved = at(to + path.substring(from.length()), file);
            files.put(moved.path(), new Stored(moved, moved.sha256()));
        }
    }

    /** Removes whatever is at the path and below. */
    public void remove(String path) {
        if (exists(path) || links.containsKey(path)) {
            recorder.change(path);
            files.remove(path);
            links.remove(path);
            below(files, path).clear();
            below(links, path).clear();
        }
    }

    private static <V> NavigableMap<String, V> below(NavigableMap<String, V> map, String path) {
        return map.subMap(path + "/", true, path + "0", false);
    }

    Optional<Stored> find(String path) {
        return Optional.ofNullable(files.get(links.getOrDefault(path, path)));
    }

    /** The text of a file; empty when there is none. */
    public String text(String path) {
        return find(path).map(stored -> stored.file.text()).orElse("");
    }

    /** The content of a file; nothing when there is none. */
    public byte[] bytes(String path) {
        return find(path).map(stored -> stored.file.bytes()).orElse(new byte[0]);
    }

    /** Whether there is a file, a directory or a link to one. */
    public boolean exists(String path) {
        return find(path).isPresent() || isDirectory(path);
    }

    boolean isDirectory(String path) {
        return !below(files, path).isEmpty() || !below(links, path).isEmpty();
    }

    /** The version of a program below {@code /opt/kprov}; empty for any other path. */
    static String version(String path) {
        var folder = PROGRAM.matcher(path);
        return folder.matches() ? folder.group(1) : "";
    }

    /** Where a symbolic link points. */
    public Optional<String> linkTarget(String path) {
        return Optional.ofNullable(links.get(path));
    }

    /** Paths of files that a shell pattern with {@code *} in its last part names. */
    List<String> matching(String pattern) {
        int wild = pattern.indexOf('*');
        if (wild < 0) {
            return files.containsKey(pattern) ? List.of(pattern) : List.of();
        }
        var regex = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q"));
        String start = pattern.substring(0, wild);
        return files.subMap(start, start + Character.MAX_VALUE).keySet().stream()
                .filter(path -> regex.matcher(path).matches())
                .toList();
    }

    /** Paths of links that a shell pattern names. */
    List<String> linksMatching(String pattern) {
        var regex = Pattern.compile(Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q"));
        return links.keySet().stream().filter(path -> regex.matcher(path).matches()).toList();
    }

    /** All files below a folder. */
    List<String> below(String path) {
        return List.copyOf(below(files, path).keySet());
    }

    /** Fails what wants to write. */
    void needRoom(String what) {
        if (full) {
            throw new ProgramFailure("write " + what + ": No space left on device");
        }
    }

    /** A line for each file and link, for comparing. */
    Stream<String> lines() {
        return Stream.concat(
                files.values().stream()
                        .map(stored ->
                                "file %s %s %s %s"
                                        .formatted(
                                                stored.file.path(),
                                                stored.file.mode(),
                                                stored.file.owner(),
                                                stored.sha256)),
                links.entrySet().stream()
                        .map(link -> "link " + link.getKey() + " -> " + link.getValue()));
    }

    void fill() {
        full = true;
    }

    void free() {
        full = false;
    }

    /** Everything is gone, as on a new disk. */
    void wipe() {
        files.clear();
        links.clear();
        full = false;
    }
}
