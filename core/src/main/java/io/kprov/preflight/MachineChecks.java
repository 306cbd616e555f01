package io.kprov.preflight;

import static io.kprov.preflight.Severity.ERROR;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.model.Role;
import io.kprov.os.PackageManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a machine must be: operating system, architecture, size. */
final class MachineChecks {
    private static final MachineFact MACHINE = new MachineFact();
    private static final List<String> PROGRAMS = List.of("base64", "sha256sum", "tar");

    /** kubeadm's own NumCPU. */
    private static final int LEAST_CPUS = 2;

    /** kubeadm's own Mem. */
    private static final int CONTROL_PLANE_MIB = 1700;

    private static final int WORKER_MIB = 700;
    private static final int COMFORTABLE_MIB = 2048;

    /** Images and their unpacked layers of a control plane take about 1.5 GiB. */
    private static final int NODE_DISK_MIB = 2048;

    private static final int COMFORTABLE_DISK_MIB = 10_240;
    private static final int OTHER_DISK_MIB = 1024;

    static final Check BASE_SYSTEM =
            check(
                    CheckName.BASE_SYSTEM,
                    "systemd runs, and base64, sha256sum and tar are there",
                    ERROR,
                    MachineChecks::baseSystem);
    static final Check OS =
            check(
                    CheckName.OS,
                    "the operating system is Debian 12, Ubuntu 22.04, of the Red Hat family 9, or newer",
                    ERROR,
                    MachineChecks::os);
    static final Check ARCHITECTURE =
            check(
                    CheckName.ARCHITECTURE,
                    "the machine is x86_64",
                    ERROR,
                    MachineChecks::architecture);
    static final Check CPUS =
            check(
                    CheckName.CPUS,
                    "control planes have 2 CPUs; workers and etcd hosts with one are warned about",
                    ERROR,
                    MachineChecks::cpus);
    static final Check MEMORY =
            check(
                    CheckName.MEMORY,
                    "control planes have 1700 MiB of memory, workers 700 MiB; nodes below 2 GiB are warned about",
                    ERROR,
                    MachineChecks::memory);
    static final Check DISK =
            check(
                    CheckName.DISK,
                    "nodes have 2 GiB free under /var/lib, other hosts 1 GiB; nodes below 10 GiB are warned about",
                    ERROR,
                    MachineChecks::disk);

    private MachineChecks() {}

    private interface OnMachine {
        List<Finding> judge(Host host, Machine machine);
    }

    private static Check check(CheckName name, String title, Severity severity, OnMachine judge) {
        return new HostCheck(
                name,
                title,
                severity,
                (cluster, host) -> true,
                (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                (Cluster cluster, Host host, HostFacts facts) ->
                        judge.judge(host, facts.get(MACHINE)));
    }

    private static List<Finding> baseSystem(Host host, Machine machine) {
        var missing = new ArrayList<String>();
        if (!machine.systemd()) {
            missing.add("systemd does not run");
        }
        PROGRAMS.stream()
                .filter(program -> !machine.has(program))
                .forEach(program -> missing.add("there is no " + program));
        return List.of(
                missing.isEmpty()
                        ? Finding.ok(host, "systemd, " + String.join(", ", PROGRAMS))
                        : Finding.error(
                                host,
                                String.join(", ", missing),
                                "boot a distribution with systemd; install coreutils and tar"));
    }

    private static List<Finding> os(Host host, Machine machine) {
        String found = machine.osName().isEmpty() ? machine.os() : machine.osName();
        if (PackageManager.of(machine.os(), machine.osLike()).isEmpty()) {
            return List.of(
                    Finding.error(
                            host,
                            "no package manager is known for "
                                    + (found.isEmpty() ? "this operating system" : found),
                            "install Debian, Ubuntu or a system of the Red Hat or SUSE family"));
        }
        return List.of(
                SupportedOs.includes(machine)
                        ? Finding.ok(host, found)
                        : Finding.warning(
                                host,
                                found + " is none that kprov is tried on",
                                "prefer Debian 12, Ubuntu 22.04, the Red Hat family 9, or newer"));
    }

    private static List<Finding> architecture(Host host, Machine machine) {
        return List.of(
                machine.arch().equals("x86_64")
                        ? Finding.ok(host, machine.arch())
                        : Finding.error(
                                host,
                                "the machine is " + machine.arch() + ", not x86_64",
                                "use an x86_64 machine: kprov.lock pins files of that architecture alone"));
    }

    private static List<Finding> cpus(Host host, Machine machine) {
        String found = machine.cpus() + (machine.cpus() == 1 ? " CPU" : " CPUs");
        if (machine.cpus() >= LEAST_CPUS || (!host.isNode() && !host.has(Role.ETCD))) {
            return List.of(Finding.ok(host, found));
        }
        String wanted = found + ", " + LEAST_CPUS + " are needed";
        return List.of(
                host.has(Role.CONTROL_PLANE)
                        ? Finding.error(host, wanted, "give the machine another CPU")
                        : Finding.warning(host, wanted, "give the machine another CPU"));
    }

    private static List<Finding> memory(Host host, Machine machine) {
        int least =
                host.has(Role.CONTROL_PLANE) ? CONTROL_PLANE_MIB : host.isNode() ? WORKER_MIB : 0;
        String found = machine.memoryMiB() + " MiB of memory";
        if (machine.memoryMiB() < least) {
            return List.of(
                    Finding.error(
                            host,
                            "%s, a %s needs %d MiB"
                                    .formatted(
                                            found,
                                            host.has(Role.CONTROL_PLANE)
                                                    ? Role.CONTROL_PLANE
                                                    : Role.WORKER,
                                            least),
                            "give the machine more memory"));
        }
        return List.of(
                host.isNode() && machine.memoryMiB() < COMFORTABLE_MIB
                        ? Finding.warning(
                                host,
                                found + " leave little for pods",
                                "give the machine 2 GiB or more")
                        : Finding.ok(host, found));
    }

    private static List<Finding> disk(Host host, Machine machine) {
        int least = host.isNode() ? NODE_DISK_MIB : OTHER_DISK_MIB;
        String found = machine.freeMiB() + " MiB are free under /var/lib";
        if (machine.freeMiB() < least) {
            return List.of(
                    Finding.error(
                            host,
                            found + ", " + least + " are needed",
                            "make room under /var/lib"));
        }
        return List.of(
                host.isNode() && machine.freeMiB() < COMFORTABLE_DISK_MIB
                        ? Finding.warning(
                                host,
                                found + ", soon used up by images",
                                "make room: 10 GiB or more")
                        : Finding.ok(host, found));
    }
}
