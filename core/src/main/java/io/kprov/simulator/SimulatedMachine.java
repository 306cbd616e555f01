package io.kprov.simulator;

import io.kprov.model.Host;
import io.kprov.simulator.SimulatedUnits.Startable;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One host as a model: a Debian machine with systemd, blank at first. Its public methods are what a
 * person in front of it could do; nothing of that is recorded.
 */
public final class SimulatedMachine {
    static final String MANIFESTS = "/etc/kubernetes/manifests";
    static final String KUBELET_CONF = "/etc/kubernetes/kubelet.conf";
    private static final String KUBELET_CONFIG = "/var/lib/kubelet/config.yaml";

    private final Host host;
    private final InstantSource clock;
    private final Recorder recorder;
    private final SimulatedFiles files;
    private final SimulatedUnits units;
    private final SimulatedKernel kernel;
    private final Set<String> packages = new TreeSet<>();
    private final Set<String> users = new TreeSet<>();
    private final Map<String, String> images = new TreeMap<>();
    private final SimulatedStaticPods pods;
    private final Set<String> unfit = new TreeSet<>();
    private final DetachedWork works = new DetachedWork();
    private final SimulatedUpdates updates;
    private final Pace pace;
    private int freeMiB = 40_960;
    private boolean up = true;
    private Instant upFrom = Instant.MIN;
    private int starts;

    SimulatedMachine(Host host, InstantSource clock, Pace pace, Recorder recorder) {
        this.host = host;
        this.clock = clock;
        this.pace = pace;
        this.recorder = recorder;
        this.files = new SimulatedFiles(recorder);
        this.kernel = new SimulatedKernel(files, recorder);
        this.units = new SimulatedUnits(files, recorder, this::startable);
        this.pods = new SimulatedStaticPods(files, this::lives);
        this.updates = new SimulatedUpdates(files, recorder);
        blank();
    }

    public String name() {
        return host.name();
    }

    Host host() {
        return host;
    }

    public SimulatedFiles files() {
        return files;
    }

    public SimulatedUnits units() {
        return units;
    }

    SimulatedKernel kernel() {
        return kernel;
    }

    Instant now() {
        return clock.instant();
    }

    /** What the distribution has newer. */
    public SimulatedUpdates updates() {
        return updates;
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    public boolean isUp() {
        return up && !now().isBefore(upFrom);
    }

    /** Nobody can reach it, and nothing runs on it. */
    public void powerOff() {
        recorder.byHand(() -> {
            up = false;
            works.clear();
        });
    }

    /** Starts again as after a reboot. */
    public void powerOn() {
        recorder.byHand(() -> {
            up = true;
            start();
        });
    }

    /** It starts anew by its own program. */
    void reboot() {
        recorder.change("reboot");
        // The rest happens whoever watches.
        recorder.byHand(this::start);
    }

    private void start() {
        upFrom = pace.boot().isZero() ? Instant.MIN : now().plus(pace.boot());
        boot();
    }

    /** A new disk with a blank operating system. */
    public void wipe() {
        recorder.byHand(this::blank);
    }

    /** The disk takes nothing more. */
    public void fillDisk() {
        recorder.byHand(files::fill);
    }

    /** Others fill its only disk, of 60 GiB, until so much is free. */
    public void leaveFree(int mib) {
        recorder.byHand(() -> freeMiB = mib);
    }

    int freeMiB() {
        return freeMiB;
    }

    /** There is room on the disk again. */
    public void freeDisk() {
        recorder.byHand(files::free);
    }

    /**
     * From now on a version of a program does not live here: the kubelet, containerd, or a static
     * pod's container, as when a setting is not the version's.
     */
    public void refuse(String program, String version) {
        recorder.byHand(() -> unfit.add(program + " " + version));
    }

    /** What made versions unfit is mended. */
    public void refuseNone() {
        recorder.byHand(unfit::clear);
    }

    private boolean lives(String program, String version) {
        return !unfit.contains(program + " " + version);
    }

    private void blank() {
        files.wipe();
        units.wipe();
        packages.clear();
        users.clear();
        images.clear();
        pods.end();
        works.clear();
        files.write("/etc/hostname", host.name() + "\n");
        kernel.blank();
    }

    /** What the kernel and systemd do at a start. */
    void boot() {
        starts++;
        pods.end();
        works.clear();
        for (String path : files.matching("/run/reboot-required*")) {
            files.remove(path);
        }
        kernel.boot();
        units.reboot();
        settle();
    }

    DetachedWork works() {
        return works;
    }

    Pace pace() {
        return pace;
    }

    /** The lines of {@code systemctl show}: of a service, or of a command as a transient unit. */
    String showUnit(String unit) {
        return unit.startsWith("kprov-") && works.runs(unit.substring("kprov-".length()), now())
                ? "unit "
                        + unit
                        + "\nLoadState=loaded\nActiveState=active\nSubState=running\n"
                        + "UnitFileState=transient\nNeedDaemonReload=no\n"
                : units.show(unit);
    }

    /** As a package manager does. */
    public void install(String name) {
        if (packages.contains(name)) {
            return;
        }
        files.needRoom(name);
        recorder.change("package:" + name);
        packages.add(name);
        switch (name) {
            case "chrony" -> units.install(name, true);
            case "haproxy" -> {
                files.write("/etc/haproxy/haproxy.cfg", "global\ndefaults\n");
                units.install(name, true);
            }
            // Debian's unit does not start without a configuration.
            case "keepalived" -> units.install(name, false);
            default -> {}
        }
    }

    /** With its unit and what it wrote to {@code /etc}. */
    void purge(String name) {
        if (packages.contains(name)) {
            recorder.change("package:" + name);
            packages.remove(name);
            units.forget(name);
            files.remove("/etc/" + name);
        }
    }

    void removeUser(String name) {
        if (users.contains(name)) {
            recorder.change("user:" + name);
            users.remove(name);
        }
    }

    /** containerd's data is gone. */
    void forgetImages() {
        pods.end();
        if (!images.isEmpty()) {
            recorder.change("images");
            images.clear();
        }
    }

    void addUser(String name) {
        recorder.change("user:" + name);
        users.add(name);
    }

    boolean hasUser(String name) {
        return name.equals("root") || users.contains(name);
    }

    boolean hasPackage(String name) {
        return packages.contains(name);
    }

    /** Whether a program that kprov installs is linked where shells find it. */
    boolean hasProgram(String name) {
        return files.exists("/usr/local/bin/" + name);
    }

    /**
     * The version of a program that kprov installed, by where its link leads; empty without one.
     */
    String versionOf(String program) {
        return files.linkTarget("/usr/local/bin/" + program)
                .map(SimulatedFiles::version)
                .orElse("");
    }

    void pull(String reference, String digest) {
        if (digest.equals(images.get(reference))) {
            return;
        }
        files.needRoom(reference);
        recorder.change("image:" + reference);
        images.put(reference, digest);
    }

    /** Reference to digest. */
    Map<String, String> images() {
        return images;
    }

    /** What its kubelet runs by manifests in a folder. */
    SimulatedStaticPods pods() {
        return pods;
    }

    /** Whether a static pod's container answers. */
    boolean podReady(String name) {
        return isUp() && pods.isReady(name, now());
    }

    /** Whether the node's status is reported as good, a pod network given. */
    boolean nodeWorks() {
        return isUp() && units.isActive("kubelet") && units.isActive("containerd");
    }

    /** All that is on it and runs on it, a line each, sorted: for comparing two worlds. */
    public List<String> lines() {
        return Stream.of(
                        files.lines(),
                        kernel.lines(),
                        units.lines(),
                        packages.stream().map(name -> "package " + name),
                        users.stream().map(name -> "user " + name),
                        images.entrySet().stream().map(image -> "image " + image),
                        pods.lines(now()))
                .flatMap(lines -> lines)
                .sorted()
                .toList();
    }

    /** What happens by itself after a change: systemd's tries, and the kubelet's static pods. */
    void settle() {
        units.settle();
        if (up && units.isActive("kubelet") && units.isActive("containerd")) {
            pods.settle(now().isBefore(upFrom) ? upFrom : now(), pace.start());
        }
    }

    private Startable startable(String unit) {
        return switch (unit) {
            case "kubelet" ->
                    files.exists(KUBELET_CONFIG)
                                    && files.exists(KUBELET_CONF)
                                    && kubeletAllowsSwap()
                                    && lives("kubelet", versionOf("kubelet"))
                            ? new Startable.Yes()
                            : new Startable.Later();
            case "containerd" ->
                    lives("containerd", versionOf("containerd"))
                            ? needs("/usr/local/bin/containerd")
                            : new Startable.No("it exited with status 1");
            case "haproxy" ->
                    haproxyAccepts("/etc/haproxy/haproxy.cfg")
                            ? new Startable.Yes()
                            : new Startable.No("haproxy.cfg is not valid");
            case "keepalived" -> needs("/etc/keepalived/keepalived.conf");
            case "etcd" -> needs("/etc/kubernetes/pki/etcd/peer.key");
            default -> new Startable.Yes();
        };
    }

    private boolean kubeletAllowsSwap() {
        return kernel.swapKiB() == 0
                || !Json.document(files.text(KUBELET_CONFIG)).path("failSwapOn").asBoolean(true);
    }

    private Startable needs(String path) {
        return files.exists(path) ? new Startable.Yes() : new Startable.No(path + " is missing");
    }

    /** A configuration that is not one of HAProxy's is told from one that is by its sections. */
    boolean haproxyAccepts(String path) {
        return files.text(path).lines().anyMatch(line -> line.strip().equals("defaults"));
    }
}
