package io.kprov.preflight;

import static io.kprov.preflight.Severity.ERROR;

import io.kprov.facts.Fact;
import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.step.ClusterView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** That each host is a machine of its own: copied machines share what must be unique. */
final class IdentityChecks {
    private static final MachineFact MACHINE = new MachineFact();

    static final Check HOSTNAME =
            new ClusterCheck(
                    CheckName.HOSTNAME,
                    "every host has a host name that no other has",
                    ERROR,
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    (cluster, seen) ->
                            unique(
                                    cluster,
                                    seen,
                                    "host name",
                                    Machine::hostname,
                                    "hostnamectl set-hostname NAME"));
    static final Check MACHINE_ID =
            new ClusterCheck(
                    CheckName.MACHINE_ID,
                    "every host has a machine-id that no other has",
                    ERROR,
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    (cluster, seen) ->
                            unique(
                                    cluster,
                                    seen,
                                    "machine-id",
                                    Machine::machineId,
                                    "rm /etc/machine-id; systemd-machine-id-setup; reboot"));
    static final Check ADDRESS =
            new ClusterCheck(
                    CheckName.ADDRESS,
                    "every host's address in the inventory is on one of its interfaces and on no other host, and the interface that the inventory names is there",
                    ERROR,
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    IdentityChecks::address);

    private IdentityChecks() {}

    /** What was seen of the machines, in inventory order. */
    static Map<Host, Machine> machines(Cluster cluster, ClusterView seen) {
        var machines = new LinkedHashMap<Host, Machine>();
        for (Host host : cluster.hosts()) {
            seen.facts(host).ifPresent(facts -> machines.put(host, facts.get(MACHINE)));
        }
        return machines;
    }

    private static List<Finding> unique(
            Cluster cluster,
            ClusterView seen,
            String what,
            Function<Machine, String> value,
            String fix) {
        var machines = machines(cluster, seen);
        var findings = new ArrayList<Finding>();
        machines.forEach((host, machine) -> {
            String own = value.apply(machine);
            String others =
                    machines.entrySet().stream()
                            .filter(other -> !other.getKey().equals(host))
                            .filter(other -> value.apply(other.getValue()).equals(own))
                            .map(other -> other.getKey().name())
                            .collect(Collectors.joining(", "));
            if (own.isEmpty()) {
                findings.add(Finding.error(host, "there is no " + what, fix));
            } else if (others.isEmpty()) {
                findings.add(Finding.ok(host, what + " " + own));
            } else {
                findings.add(
                        Finding.error(
                                host,
                                "%s %s is that of %s as well".formatted(what, own, others),
                                fix));
            }
        });
        return findings;
    }

    private static List<Finding> address(Cluster cluster, ClusterView seen) {
        var machines = machines(cluster, seen);
        var findings = new ArrayList<Finding>();
        machines.forEach((host, machine) -> findings.add(address(host, machine, machines)));
        return findings;
    }

    private static Finding address(Host host, Machine machine, Map<Host, Machine> machines) {
        var own = machine.interfaceOf(host.address());
        var others =
                machines.entrySet().stream()
                        .filter(other -> !other.getKey().equals(host))
                        .filter(other -> other.getValue().interfaceOf(host.address()).isPresent())
                        .map(other -> other.getKey().name())
                        .toList();
        if (!others.isEmpty()) {
            return Finding.error(
                    host,
                    host.address() + " is on " + String.join(", ", others) + " as well",
                    "give each host an address of its own, or correct hosts[].address");
        }
        if (own.isEmpty()) {
            return Finding.error(
                    host,
                    host.address() + " is on none of the host's interfaces",
                    "put an address in the inventory that the host itself has: behind address translation neither etcd nor kubelet can use it");
        }
        var wanted = host.networkInterface();
        return wanted.isPresent()
                        && machine.addresses().stream()
                                .noneMatch(found -> found.networkInterface().equals(wanted.get()))
                ? Finding.error(
                        host,
                        "there is no interface " + wanted.get() + " with an address",
                        "correct hosts[].interface; " + host.address() + " is on " + own.get())
                : Finding.ok(host, host.address() + " on " + own.get());
    }
}
