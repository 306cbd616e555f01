package io.kprov.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A machine in the cluster, as wished, with all that it inherits from its pool. Never holds what
 * was discovered on it.
 *
 * @param name host name and node name (RFC 1123 label or subdomain, lower case)
 * @param networkInterface where keepalived works, when it is not the interface that has the address
 * @param sshUser overrides the cluster's SSH user
 * @param sshPort overrides the cluster's SSH port
 * @param hostKeys fingerprints of its SSH keys, {@code SHA256:...}; empty means: known_hosts tells
 * @param kubeletConfig merged into this node's KubeletConfiguration, above the cluster's
 * @param pool the name of its pool, whose settings are in the other components already
 */
public record Host(
        String name,
        IpAddress address,
        Set<Role> roles,
        Optional<String> zone,
        Map<String, String> labels,
        List<Taint> taints,
        Optional<String> networkInterface,
        Optional<String> sshUser,
        Optional<Integer> sshPort,
        List<String> hostKeys,
        Map<String, Object> kubeletConfig,
        Optional<String> region,
        Optional<String> pool,
        Reserved reserved) {

    public Host {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("host " + name + " has no role");
        }
        roles = Set.copyOf(roles);
        labels = Ordered.copyOf(labels);
        taints = List.copyOf(taints);
        hostKeys = List.copyOf(hostKeys);
        kubeletConfig = Ordered.copyOf(kubeletConfig);
    }

    /** Without region, pool and reserved resources. */
    public Host(
            String name,
            IpAddress address,
            Set<Role> roles,
            Optional<String> zone,
            Map<String, String> labels,
            List<Taint> taints,
            Optional<String> networkInterface,
            Optional<String> sshUser,
            Optional<Integer> sshPort,
            List<String> hostKeys,
            Map<String, Object> kubeletConfig) {
        this(
                name,
                address,
                roles,
                zone,
                labels,
                taints,
                networkInterface,
                sshUser,
                sshPort,
                hostKeys,
                kubeletConfig,
                Optional.empty(),
                Optional.empty(),
                Reserved.NOTHING);
    }

    /** The same host where its sshd is elsewhere. */
    public Host at(IpAddress elsewhere, int port) {
        return new Host(
                name,
                elsewhere,
                roles,
                zone,
                labels,
                taints,
                networkInterface,
                sshUser,
                Optional.of(port),
                hostKeys,
                kubeletConfig,
                region,
                pool,
                reserved);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** Whether a kubelet runs here. */
    public boolean isNode() {
        return has(Role.CONTROL_PLANE) || has(Role.WORKER);
    }

    /** Whether it is a node and no control plane, whatever else it is. */
    public boolean isWorkerNode() {
        return isNode() && !has(Role.CONTROL_PLANE);
    }

    /** Whether it is a worker and nothing else: the cluster lives without any one of them. */
    public boolean isOnlyWorker() {
        return roles.equals(Set.of(Role.WORKER));
    }

    @Override
    public String toString() {
        return name;
    }
}
