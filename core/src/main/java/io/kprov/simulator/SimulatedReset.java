package io.kprov.simulator;

import io.kprov.facts.Traces.Kind;
import io.kprov.os.PackageManager;
import io.kprov.render.AuditPolicy;
import io.kprov.render.BackupFiles;
import io.kprov.render.Footprint;
import io.kprov.render.HostFile;
import io.kprov.render.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What kprov and its cluster leave on a machine, and the script {@code reset-host}. */
final class SimulatedReset {
    private static final String OPT = "/opt/kprov/";
    private static final String ASIDE = Footprint.ASIDE + "20260101T000000Z";

    private SimulatedReset() {}

    /**
     * The lines of the fact.
     *
     * @param address the virtual address, if the machine has it
     */
    static String traces(SimulatedMachine machine, String address) {
        var files = machine.files();
        var out = new StringBuilder();
        for (String unit : Footprint.UNITS) {
            if (ownUnit(files, unit)) {
                line(out, Kind.UNIT, unit);
            }
        }
        own(files).forEach(path -> line(out, Kind.FILE, path));
        for (PathPattern pattern : Footprint.removed()) {
            if (files.exists(pattern.text())) {
                line(out, Kind.FILE, pattern.text());
            }
        }
        marks(files).forEach(path -> line(out, Kind.FILE, path));
        links(files).forEach(path -> line(out, Kind.PROGRAM, path));
        files.text(PackageManager.INSTALLED).lines().forEach(name -> line(out, Kind.PACKAGE, name));
        files.text(Footprint.USERS).lines().forEach(name -> line(out, Kind.USER, name));
        files.text("/etc/fstab")
                .lines()
                .filter(text -> text.startsWith("# kprov: "))
                .forEach(text -> line(out, Kind.SWAP, text.substring("# kprov: ".length())));
        if (!address.isEmpty()) {
            line(out, Kind.ADDRESS, address);
        }
        if (files.exists(Footprint.ETCD)) {
            line(out, Kind.DATA, Footprint.ETCD);
        }
        if (files.exists(ASIDE)) {
            line(out, Kind.ASIDE, ASIDE);
        }
        if (files.exists(AuditPolicy.LOG_DIRECTORY)) {
            line(out, Kind.LOG, AuditPolicy.LOG_DIRECTORY);
        }
        if (files.exists(BackupFiles.FOLDER)) {
            line(out, Kind.BACKUP, BackupFiles.FOLDER);
        }
        if (!files.exists("/opt/kprov")) {
            files.below("/etc/kubernetes").forEach(path -> line(out, Kind.FOREIGN, path));
        }
        return out.toString();
    }

    private static void line(StringBuilder out, Kind kind, String subject) {
        out.append(kind.name().toLowerCase(Locale.ROOT)).append(' ').append(subject).append('\n');
    }

    private static boolean ownUnit(SimulatedFiles files, String unit) {
        String path = "/etc/systemd/system/" + unit;
        return isOwn(files, path) || isOwn(files, path + ".d/10-kprov.conf");
    }

    private static boolean isOwn(SimulatedFiles files, String path) {
        return files.text(path).startsWith(HostFile.OWN);
    }

    private static List<String> own(SimulatedFiles files) {
        return Footprint.own().stream()
                .flatMap(pattern -> files.matching(pattern.text()).stream())
                .filter(path -> isOwn(files, path))
                .toList();
    }

    private static List<String> links(SimulatedFiles files) {
        return Footprint.links().stream()
                .flatMap(pattern -> files.linksMatching(pattern.text()).stream())
                .filter(path -> files.linkTarget(path).filter(to -> to.startsWith(OPT)).isPresent())
                .toList();
    }

    private static List<String> marks(SimulatedFiles files) {
        return files.below(Footprint.MARKS).stream()
                .filter(path ->
                        Footprint.STAYING.stream()
                                .noneMatch(name ->
                                        path.startsWith(Footprint.MARKS + "/" + name + "/")))
                .toList();
    }

    /** Data (keep or remove), virtual address, network of pods. */
    static Answer run(SimulatedMachine machine, SimulatedCluster cluster, List<String> arguments) {
        var files = machine.files();
        var own = new ArrayList<String>();
        for (String unit : Footprint.UNITS) {
            if (ownUnit(files, unit)) {
                String name = unit.replaceFirst("\\.service$", "");
                machine.units().disable(name);
                own.add(name);
            }
        }
        machine.forgetImages();
        links(files).forEach(files::remove);
        if (arguments.getFirst().equals("remove")) {
            List.of(Footprint.ETCD, ASIDE, AuditPolicy.LOG_DIRECTORY).forEach(files::remove);
        } else {
            for (String path : files.below(Footprint.ETCD)) {
                files.writeRootOnly(
                        ASIDE + path.substring(Footprint.ETCD.length()), files.text(path));
                files.remove(path);
            }
        }
        cluster.endWithoutData();
        own(files).forEach(files::remove);
        Footprint.removed().forEach(pattern -> files.remove(pattern.text()));
        own.stream().filter(unit -> !machine.units().isPackaged(unit)).forEach(forget(machine));
        for (String copy : files.below(Footprint.BEFORE)) {
            String path = copy.substring(Footprint.BEFORE.length());
            if (!files.exists(path)) {
                files.write(path, files.text(copy));
            }
        }
        files.text(PackageManager.INSTALLED).lines().toList().forEach(machine::purge);
        machine.units().daemonReload();
        own.stream().filter(machine.units()::isPackaged).forEach(unit -> restart(machine, unit));
        machine.kernel().swapOn();
        files.text(Footprint.USERS).lines().toList().forEach(machine::removeUser);
        marks(files).stream()
                .filter(path -> !path.equals(PackageManager.INSTALLED))
                .forEach(files::remove);
        files.remove(PackageManager.INSTALLED);
        return Answer.ok();
    }

    private static Consumer<String> forget(SimulatedMachine machine) {
        return machine.units()::forget;
    }

    /** Of a package that was there before. */
    private static void restart(SimulatedMachine machine, String unit) {
        machine.units().enable(unit);
        machine.units().start(unit);
    }
}
