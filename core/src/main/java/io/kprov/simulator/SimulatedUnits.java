package io.kprov.simulator;

import io.kprov.facts.UnitFact;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A machine's systemd: services by name without {@code .service}. */
public final class SimulatedUnits {
    private static final String DIRECTORY = "/etc/systemd/system/";
    private static final Pattern STAMP = Pattern.compile("sha256sum (.+) > \\S+\\.new");
    private static final Pattern PROGRAM = Pattern.compile("(?m)^ExecStart=(/\\S+)");

    private final SimulatedFiles files;
    private final Recorder recorder;
    private final Function<String, Startable> check;
    private final Map<String, Unit> units = new HashMap<>();
    private final Map<String, String> read = new HashMap<>();

    /** Whether a service's process would live. */
    sealed interface Startable {
        record Yes() implements Startable {}

        /** It exits, and systemd tries again and again. */
        record Later() implements Startable {}

        record No(String why) implements Startable {}
    }

    private static final class Unit {
        private boolean packaged;
        private boolean enabled;
        private String state = "inactive";
        private Map<String, String> stamp = Map.of();
        private String version = "";
    }

    SimulatedUnits(SimulatedFiles files, Recorder recorder, Function<String, Startable> check) {
        this.files = files;
        this.recorder = recorder;
        this.check = check;
    }

    /** A package brings the unit, enabled as Debian's policy is. */
    void install(String unit, boolean start) {
        var installed = unit(unit);
        installed.packaged = true;
        installed.enabled = true;
        daemonReload();
        if (start) {
            start(unit);
        }
    }

    void daemonReload() {
        units.keySet().forEach(unit -> read.put(unit, definition(unit)));
    }

    void enable(String unit) {
        if (!unit(unit).enabled) {
            recorder.change("unit:" + unit);
            unit(unit).enabled = true;
        }
    }

    /** Starts the process anew, with the files as they are. */
    void start(String unit) {
        recorder.change("unit:" + unit);
        var started = unit(unit);
        read.putIfAbsent(unit, definition(unit));
        started.stamp = stamp(unit);
        switch (check.apply(unit)) {
            case Startable.Yes() -> live(unit);
            case Startable.Later() -> started.state = "activating";
            case Startable.No(var why) -> {
                started.state = "failed";
                throw new ProgramFailure(
                        "Job for "
                                + unit
                                + ".service failed because the control process exited: "
                                + why);
            }
        }
    }

    /** The process of a running unit reads its files again; another one is started. */
    void reloadOrRestart(String unit) {
        if (isActive(unit) && check.apply(unit) instanceof Startable.No(var why)) {
            throw new ProgramFailure("Job for " + unit + ".service failed: " + why);
        }
        start(unit);
    }

    /** It does not start at boot, and does not run. */
    void disable(String unit) {
        stop(unit);
        unit(unit).enabled = false;
    }

    /** What brought it is gone: a package, or a file of its own. */
    void forget(String unit) {
        if (units.containsKey(unit)) {
            recorder.change("unit:" + unit);
            units.remove(unit);
            read.remove(unit);
        }
    }

    /** Whether a package brought it. */
    boolean isPackaged(String unit) {
        return units.containsKey(unit) && unit(unit).packaged;
    }

    /** Stops the process. */
    public void stop(String unit) {
        recorder.change("unit:" + unit);
        unit(unit).state = "inactive";
    }

    public boolean isActive(String unit) {
        return unit(unit).state.equals("active");
    }

    /**
     * The version of the program that the process was started from, wherever links lead by now; of
     * a process that has ended, what it was. Empty where it never lived, or is none of kprov's.
     */
    public String version(String unit) {
        return unit(unit).version;
    }

    private void live(String name) {
        var unit = unit(name);
        unit.state = "active";
        String program = "";
        var found = PROGRAM.matcher(read.getOrDefault(name, ""));
        while (found.find()) {
            program = found.group(1);
        }
        unit.version = SimulatedFiles.version(files.linkTarget(program).orElse(program));
    }

    /** What systemd does by itself: processes that could not live before are tried again. */
    void settle() {
        units.forEach((name, unit) -> {
            if (unit.state.equals("activating") && check.apply(name) instanceof Startable.Yes) {
                live(name);
                unit.stamp = stamp(name);
            }
        });
    }

    /** All processes end, the enabled ones start; what does not start has failed. */
    void reboot() {
        daemonReload();
        units.forEach((name, unit) -> {
            unit.state = "inactive";
            unit.stamp = Map.of();
        });
        units.forEach((name, unit) -> {
            if (unit.enabled) {
                unit.stamp = stamp(name);
                switch (check.apply(name)) {
                    case Startable.Yes() -> live(name);
                    case Startable.Later() -> unit.state = "activating";
                    case Startable.No _ -> unit.state = "failed";
                }
            }
        });
    }

    void wipe() {
        units.clear();
        read.clear();
    }

    /** The lines of {@code systemctl show}, and the stamp. */
    String show(String unit) {
        var shown = units.getOrDefault(unit, new Unit());
        String definition = definition(unit);
        boolean loaded = !definition.isEmpty();
        var lines = new StringBuilder("unit " + unit + "\n");
        lines.append("LoadState=").append(loaded ? "loaded" : "not-found").append('\n');
        lines.append("ActiveState=").append(shown.state).append('\n');
        lines.append("SubState=").append(subState(shown.state)).append('\n');
        lines.append("UnitFileState=")
                .append(loaded ? (shown.enabled ? "enabled" : "disabled") : "")
                .append('\n');
        lines.append("NeedDaemonReload=")
                .append(read.getOrDefault(unit, definition).equals(definition) ? "no" : "yes")
                .append('\n');
        shown.stamp.forEach((path, sum) -> lines.append("stamp " + sum + "  " + path + "\n"));
        return lines.toString();
    }

    /** A line for each fact about each unit, for comparing. */
    Stream<String> lines() {
        return units.keySet().stream()
                .filter(unit -> !definition(unit).isEmpty())
                .flatMap(unit ->
                        Stream.concat(show(unit).lines(), Stream.of("runs " + version(unit)))
                                .map(line -> unit + " " + line));
    }

    private static String subState(String state) {
        return switch (state) {
            case "active" -> "running";
            case "activating" -> "auto-restart";
            case "failed" -> "failed";
            default -> "dead";
        };
    }

    private Unit unit(String name) {
        return units.computeIfAbsent(name, key -> new Unit());
    }

    private String definition(String unit) {
        String own =
                files.text(DIRECTORY + UnitFact.systemdName(unit))
                        + files.matching(DIRECTORY + unit + ".service.d/*.conf").stream()
                                .map(files::text)
                                .collect(Collectors.joining());
        var known = Optional.ofNullable(units.get(unit));
        return known.filter(found -> found.packaged).isPresent() ? "# packaged\n" + own : own;
    }

    /** What the unit's own ExecStartPre writes down, as systemd last read it. */
    private Map<String, String> stamp(String unit) {
        var stamp = new LinkedHashMap<String, String>();
        var command = STAMP.matcher(read.getOrDefault(unit, ""));
        if (command.find()) {
            for (String pattern : WordSplitter.split(command.group(1))) {
                for (String path : files.matching(pattern)) {
                    files.find(path).ifPresent(file -> stamp.put(path, file.sha256()));
                }
            }
        }
        return stamp;
    }
}
