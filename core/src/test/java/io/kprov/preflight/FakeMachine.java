package io.kprov.preflight;

import io.kprov.facts.Machine;
import io.kprov.facts.Machine.InterfaceAddress;
import io.kprov.facts.Machine.Listener;
import io.kprov.model.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A good machine, to spoil in one respect. */
public final class FakeMachine {
    public String os = "debian";
    public String osVersion = "12";
    public String osName = "Debian GNU/Linux 12 (bookworm)";
    public String kernel = "6.1.0-25-amd64";
    public String arch = "x86_64";
    public String hostname;
    public String machineId;
    public int cpus = 4;
    public long memoryMiB = 8192;
    public long swapMiB;
    public long freeMiB = 50_000;
    public int cgroupVersion = 2;
    public boolean container;
    public boolean bridgeNetfilter = true;
    public boolean overlay = true;
    public boolean systemd = true;
    public List<String> programs = List.of("curl", "base64", "sha256sum", "tar");
    public final List<InterfaceAddress> addresses = new ArrayList<>();
    public final List<Listener> listeners = new ArrayList<>();

    FakeMachine(String name, IpAddress address) {
        hostname = name;
        machineId = "id-of-" + name;
        addresses.add(new InterfaceAddress("eth0", address, 24));
    }

    public void has(IpAddress address) {
        addresses.add(new InterfaceAddress("eth0", address, 32));
    }

    public void listens(int port, String process) {
        listeners.add(new Listener("*", port, process));
    }

    Machine machine() {
        return new Machine(
                os,
                "",
                osVersion,
                osName,
                kernel,
                arch,
                hostname,
                machineId,
                cpus,
                memoryMiB,
                swapMiB,
                freeMiB,
                cgroupVersion,
                container,
                bridgeNetfilter,
                overlay,
                systemd,
                programs,
                List.copyOf(addresses),
                List.copyOf(listeners),
                Instant.EPOCH);
    }
}
