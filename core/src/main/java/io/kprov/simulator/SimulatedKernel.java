package io.kprov.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A machine's kernel: modules, settings and swap, and what of them a start brings back. */
final class SimulatedKernel {
    private static final String SYSCTLS = "/etc/sysctl.d/99-kprov.conf";
    private static final String MODULES = "/etc/modules-load.d/kprov.conf";
    private static final String FSTAB = "/etc/fstab";
    private static final long SWAP_KIB = 1_048_572;

    private final SimulatedFiles files;
    private final Recorder recorder;
    private final Set<String> modules = new TreeSet<>();
    private final Map<String, String> sysctls = new TreeMap<>();
    private long swapKiB;

    SimulatedKernel(SimulatedFiles files, Recorder recorder) {
        this.files = files;
        this.recorder = recorder;
    }

    /** As a new operating system has it: swap is on. */
    void blank() {
        files.write(FSTAB, "/dev/vda1 / ext4 defaults 0 1\n/dev/vda2 none swap sw 0 0\n");
        boot();
    }

    void boot() {
        modules.clear();
        sysctls.clear();
        sysctls.put("net.ipv4.ip_forward", "0");
        files.text(MODULES).lines().filter(line -> !line.startsWith("#")).forEach(modules::add);
        loadSysctls(SYSCTLS);
        swapKiB = files.text(FSTAB).lines().anyMatch(SimulatedKernel::isSwap) ? SWAP_KIB : 0;
    }

    private static boolean isSwap(String line) {
        return !line.startsWith("#") && line.contains(" swap ");
    }

    /** Now, and at the next start. */
    void swapOff() {
        recorder.change("swap");
        swapKiB = 0;
        var text = new StringBuilder();
        files.text(FSTAB)
                .lines()
                .forEach(line ->
                        text.append(isSwap(line) ? "# kprov: " : "").append(line).append('\n'));
        files.write(FSTAB + ".kprov-before", files.text(FSTAB));
        files.write(FSTAB, text.toString());
    }

    /** As before {@link #swapOff}. */
    void swapOn() {
        String text = files.text(FSTAB);
        if (text.contains("# kprov: ")) {
            recorder.change("swap");
            files.write(FSTAB, text.replace("# kprov: ", ""));
            swapKiB = SWAP_KIB;
        }
        files.remove(FSTAB + ".kprov-before");
    }

    /** A line for each thing that is set, for comparing. */
    Stream<String> lines() {
        return Stream.of(
                        modules.stream().map(module -> "module " + module),
                        sysctls.entrySet().stream().map(setting -> "sysctl " + setting),
                        Stream.of("swap " + swapKiB))
                .flatMap(lines -> lines);
    }

    long swapKiB() {
        return swapKiB;
    }

    void loadModule(String name) {
        recorder.change("module:" + name);
        modules.add(name);
    }

    boolean hasModule(String name) {
        return modules.contains(name);
    }

    /** Puts the settings of a file of {@code key = value} lines in force. */
    void loadSysctls(String path) {
        files.text(path)
                .lines()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .forEach(setting -> {
                    recorder.change("sysctl:" + setting[0].strip());
                    sysctls.put(setting[0].strip(), setting[1].strip());
                });
    }

    Optional<String> sysctl(String key) {
        return Optional.ofNullable(sysctls.get(key));
    }
}
