package io.kprov.model;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The validated wish: one cluster as its inventory describes it. After it exists nobody checks for
 * blank or missing values again.
 *
 * @param downloadMirror site that serves the upstream paths instead of the upstream sites, e.g.
 *     {@code http://mirror.example.com}
 * @param registries registry name to the mirrors that are asked before it
 * @param containerdDropIns by file name, imported by containerd after kprov's own configuration
 * @param versions overrides of the version table, e.g. {@code containerd -> 2.2.9}
 * @param backup of etcd; empty where there is none
 * @param rebootIfNeeded whether hosts whose operating system asks for a reboot get one
 */
public record Cluster(
        String name,
        SshSettings ssh,
        Set<CheckName> waivedChecks,
        PkiSettings pki,
        Kubernetes kubernetes,
        Optional<URI> downloadMirror,
        Map<String, List<URI>> registries,
        Map<String, DropIn> containerdDropIns,
        Map<String, String> versions,
        ControlPlane controlPlane,
        Network network,
        Optional<Backup> backup,
        boolean rebootIfNeeded,
        List<Host> hosts) {

    public Cluster {
        waivedChecks = Set.copyOf(waivedChecks);
        registries = Ordered.copyOf(registries);
        containerdDropIns = Ordered.copyOf(containerdDropIns);
        versions = Ordered.copyOf(versions);
        hosts = List.copyOf(hosts);
    }

    /** Without a backup of etcd, and without reboots. */
    public Cluster(
            String name,
            SshSettings ssh,
            Set<CheckName> waivedChecks,
            PkiSettings pki,
            Kubernetes kubernetes,
            Optional<URI> downloadMirror,
            Map<String, List<URI>> registries,
            Map<String, DropIn> containerdDropIns,
            Map<String, String> versions,
            ControlPlane controlPlane,
            Network network,
            List<Host> hosts) {
        this(
                name,
                ssh,
                waivedChecks,
                pki,
                kubernetes,
                downloadMirror,
                registries,
                containerdDropIns,
                versions,
                controlPlane,
                network,
                Optional.empty(),
                false,
                hosts);
    }

    /** Hosts with the role, in inventory order. */
    public List<Host> hosts(Role role) {
        return hosts.stream().filter(host -> host.has(role)).toList();
    }

    public List<Host> controlPlanes() {
        return hosts(Role.CONTROL_PLANE);
    }

    /** Hosts that become Kubernetes nodes: control planes and workers. */
    public List<Host> nodes() {
        return hosts.stream().filter(Host::isNode).toList();
    }

    /** Nodes that are no control planes, whatever else they are. */
    public List<Host> workerNodes() {
        return hosts.stream().filter(Host::isWorkerNode).toList();
    }

    /** Hosts that are workers and nothing else. */
    public List<Host> onlyWorkers() {
        return hosts.stream().filter(Host::isOnlyWorker).toList();
    }

    /** The same without these hosts, for who looks at a part of it. */
    public Cluster without(Set<String> names) {
        return new Cluster(
                name,
                ssh,
                waivedChecks,
                pki,
                kubernetes,
                downloadMirror,
                registries,
                containerdDropIns,
                versions,
                controlPlane,
                network,
                backup,
                rebootIfNeeded,
                hosts.stream().filter(host -> !names.contains(host.name())).toList());
    }

    /** Hosts that run HAProxy and keepalived; none when the load balancer is somebody else's. */
    public List<Host> loadBalancers() {
        return hosts.stream().filter(this::isLoadBalancer).toList();
    }

    /** Whether HAProxy and keepalived run there. */
    public boolean isLoadBalancer(Host host) {
        return switch (controlPlane.loadBalancer()) {
            case LoadBalancer.HaproxyKeepalived(_, _, var on) ->
                    switch (on) {
                        case CONTROL_PLANE -> host.has(Role.CONTROL_PLANE);
                        case LOAD_BALANCERS -> host.has(Role.LOAD_BALANCER);
                    };
            case LoadBalancer.External _, LoadBalancer.None _ -> false;
        };
    }

    /** Hosts that hold an etcd member. */
    public List<Host> etcdMembers() {
        return hosts.stream().filter(this::isEtcdMember).toList();
    }

    /** Whether every control plane holds a member, as a static pod that kubeadm makes. */
    public boolean hasStackedEtcd() {
        return controlPlane.etcd() instanceof EtcdTopology.Stacked;
    }

    /** Hosts with role etcd, whose member is a systemd unit; none where etcd is stacked. */
    public List<Host> externalMembers() {
        return hasStackedEtcd() ? List.of() : etcdMembers();
    }

    /** Hosts with files of the PKI: nodes, and hosts that hold an etcd member and nothing else. */
    public List<Host> nodesAndMembers() {
        return hosts.stream().filter(host -> host.isNode() || isEtcdMember(host)).toList();
    }

    /** Whether its member is a systemd unit. */
    public boolean isExternalMember(Host host) {
        return !hasStackedEtcd() && isEtcdMember(host);
    }

    /** Whether it holds an etcd member. */
    public boolean isEtcdMember(Host host) {
        return switch (controlPlane.etcd()) {
            case EtcdTopology.Stacked _ -> host.has(Role.CONTROL_PLANE);
            case EtcdTopology.External _ -> host.has(Role.ETCD);
        };
    }

    /**
     * The host with this name.
     *
     * @throws IllegalArgumentException when the inventory has no such host
     */
    public Host host(String hostName) {
        return hosts.stream()
                .filter(host -> host.name().equals(hostName))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no host " + hostName + " in cluster " + name));
    }
}
