package io.kprov.facts;

import io.kprov.model.IpAddress;
import io.kprov.model.MachineSize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A machine as found.
 *
 * @param os os-release's ID, e.g. {@code debian}
 * @param osLike os-release's ID_LIKE
 * @param freeMiB free space of the file system that holds /var/lib
 * @param cgroupVersion 1 or 2
 * @param bridgeNetfilter whether br_netfilter is loaded or built in
 * @param programs those of curl, base64, sha256sum, tar that are there
 * @param now the machine's clock when it was asked
 */
public record Machine(
        String os,
        String osLike,
        String osVersion,
        String osName,
        String kernel,
        String arch,
        String hostname,
        String machineId,
        int cpus,
        long memoryMiB,
        long swapMiB,
        long freeMiB,
        int cgroupVersion,
        boolean container,
        boolean bridgeNetfilter,
        boolean overlay,
        boolean systemd,
        List<String> programs,
        List<InterfaceAddress> addresses,
        List<Listener> listeners,
        Instant now) {

    /** An address on a network interface. */
    public record InterfaceAddress(String networkInterface, IpAddress address, int prefix) {}

    /**
     * A listening TCP socket.
     *
     * @param process name of the program, empty when unknown
     */
    public record Listener(String address, int port, String process) {}

    public boolean has(String program) {
        return programs.contains(program);
    }

    public MachineSize size() {
        return new MachineSize(cpus, memoryMiB);
    }

    /** The interface that has the address. */
    public Optional<String> interfaceOf(IpAddress address) {
        return addresses.stream()
                .filter(found -> found.address.equals(address))
                .map(InterfaceAddress::networkInterface)
                .findFirst();
    }
}
