package io.kprov.preflight;

import io.kprov.facts.Fact;
import io.kprov.facts.HostFacts;
import io.kprov.facts.Machine;
import io.kprov.facts.MachineFact;
import io.kprov.model.CheckName;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.Host;
import io.kprov.model.LoadBalancer;
import io.kprov.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Ports that the cluster's programs need: free, or already in those programs' hands. */
final class PortCheck {
    private static final MachineFact MACHINE = new MachineFact();

    /** Linux cuts the name of a process (TASK_COMM_LEN). */
    private static final int LONGEST_PROCESS_NAME = 15;

    static final Check PORTS =
            new HostCheck(
                    CheckName.PORTS,
                    "the ports that the host's roles need are free or used by Kubernetes itself",
                    Severity.ERROR,
                    (cluster, host) -> true,
                    (cluster, host) -> Set.<Fact<?>>of(MACHINE),
                    PortCheck::ports);

    private PortCheck() {}

    /** Port to the program that it is for (kubernetes.io: Ports and Protocols). */
    static Map<Integer, String> needed(Cluster cluster, Host host) {
        var ports = new LinkedHashMap<Integer, String>();
        if (host.has(Role.CONTROL_PLANE)) {
            ports.put(ControlPlane.API_SERVER_PORT, "kube-apiserver");
            ports.put(10257, "kube-controller-manager");
            ports.put(10259, "kube-scheduler");
        }
        if (cluster.isEtcdMember(host)) {
            List.of(2379, 2380, 2381).forEach(port -> ports.put(port, "etcd"));
        }
        if (host.isNode()) {
            List.of(10248, 10250).forEach(port -> ports.put(port, "kubelet"));
            List.of(10249, 10256).forEach(port -> ports.put(port, "kube-proxy"));
        }
        if (cluster.isLoadBalancer(host)) {
            ports.put(cluster.controlPlane().endpoint().port(), "haproxy");
            ports.put(LoadBalancer.HEALTH_PORT, "haproxy");
        }
        return ports;
    }

    private static List<Finding> ports(Cluster cluster, Host host, HostFacts facts) {
        var needed = needed(cluster, host);
        var findings = new ArrayList<Finding>();
        needed.forEach((port, program) -> {
            String strangers =
                    facts.get(MACHINE).listeners().stream()
                            .filter(listener -> listener.port() == port)
                            .filter(listener -> !isOf(program, listener))
                            .map(listener ->
                                    listener.process().isEmpty()
                                            ? "a process that cannot be named"
                                            : listener.process())
                            .distinct()
                            .collect(Collectors.joining(", "));
            if (!strangers.isEmpty()) {
                findings.add(
                        Finding.error(
                                host,
                                "port %d, which %s needs, is taken by %s"
                                        .formatted(port, program, strangers),
                                "see who it is with ss -ltnp 'sport = :%d', then stop or move it"
                                        .formatted(port)));
            }
        });
        return findings.isEmpty()
                ? List.of(Finding.ok(host, needed.size() + " ports are free or ours"))
                : findings;
    }

    private static boolean isOf(String program, Machine.Listener listener) {
        return listener.process()
                .equals(program.substring(0, Math.min(program.length(), LONGEST_PROCESS_NAME)));
    }
}
