package io.kprov.sizing;

import io.kprov.model.Cluster;
import io.kprov.model.Host;
import io.kprov.render.KubeadmCluster;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A cluster's size beside what its networks hold and what large clusters are tested with
 * (kubernetes.io: Considerations for large clusters).
 *
 * @param pods that may run, all nodes together
 * @param advice what does not fit or is tight, and what to change
 */
public record Sizing(
        String cluster,
        int nodes,
        List<Kind> kinds,
        long pods,
        PodNetwork podNetwork,
        ServiceNetwork serviceNetwork,
        ControlPlane controlPlane,
        Etcd etcd,
        Headroom headroom,
        List<Advice> advice) {
    static final int MOST_NODES = 5_000;
    static final int MOST_PODS = 150_000;
    static final int MOST_CONTAINERS = 300_000;
    static final int MOST_PODS_A_NODE = 110;

    /** The kubelet's own maxPods. */
    private static final int USUAL_PODS = 110;

    public Sizing {
        kinds = List.copyOf(kinds);
        advice = List.copyOf(advice);
    }

    /**
     * Nodes of one pool that take the same number of pods.
     *
     * @param pool empty for nodes without one
     * @param podsEach the kubelet's maxPods
     */
    public record Kind(String pool, int nodes, int podsEach) {}

    /**
     * The network of the pods.
     *
     * @param nodePrefix of each node's part
     * @param mostNodes how many parts it has
     * @param addressesEach how many pods a part has addresses for
     */
    public record PodNetwork(
            String cidr, int nodePrefix, long mostNodes, BigInteger addressesEach) {}

    /**
     * The network of the services.
     *
     * @param addresses those that services can have; the API has the first of them, DNS the tenth
     */
    public record ServiceNetwork(String cidr, BigInteger addresses) {}

    /**
     * The control planes and how large each should be, at least.
     *
     * @param cpus of each
     * @param memoryGb of each
     * @param next what it takes with more nodes
     */
    public record ControlPlane(int machines, int cpus, BigDecimal memoryGb, Optional<Next> next) {}

    /** A machine that is needed beyond a number of nodes. */
    public record Next(int beyondNodes, int cpus, BigDecimal memoryGb) {}

    /**
     * The members of etcd.
     *
     * @param mayFail without harm, at the same time
     */
    public record Etcd(int members, int quorum, int mayFail) {}

    /**
     * How many more nodes there may be.
     *
     * @param limit what ends it
     */
    public record Headroom(long nodes, String limit) {}

    /** Something to change, perhaps. */
    public record Advice(Level level, String found, String change) {
        /** How bad it is. */
        public enum Level {
            TOO_MUCH,
            TIGHT
        }
    }

    /** The sizes of the inventory's cluster. */
    public static Sizing of(Cluster cluster) {
        var nodes = cluster.nodes();
        var kinds = kinds(cluster);
        long pods = kinds.stream().mapToLong(kind -> (long) kind.nodes * kind.podsEach).sum();
        var podNetwork = podNetwork(cluster);
        var serviceNetwork = serviceNetwork(cluster);
        var machine = MachineClass.of(nodes.size());
        int members = cluster.etcdMembers().size();
        int quorum = members / 2 + 1;
        return new Sizing(
                cluster.name(),
                nodes.size(),
                kinds,
                pods,
                podNetwork,
                serviceNetwork,
                new ControlPlane(
                        cluster.controlPlanes().size(),
                        machine.cpus(),
                        machine.memory(),
                        machine.next()
                                .map(next ->
                                        new Next(machine.mostNodes(), next.cpus(), next.memory()))),
                new Etcd(members, quorum, members - quorum),
                headroom(cluster, nodes.size(), pods, podNetwork),
                new Judgement(kinds, pods, podNetwork, serviceNetwork).advice());
    }

    private static List<Kind> kinds(Cluster cluster) {
        Map<Kind, List<Host>> kinds =
                cluster.nodes().stream()
                        .collect(
                                Collectors.groupingBy(
                                        (Function<Host, Kind>)
                                                host ->
                                                        new Kind(
                                                                host.pool().orElse(""),
                                                                0,
                                                                podsOn(cluster, host)),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        return kinds.entrySet().stream()
                .map(kind ->
                        new Kind(
                                kind.getKey().pool, kind.getValue().size(), kind.getKey().podsEach))
                .toList();
    }

    private static int podsOn(Cluster cluster, Host host) {
        return pods(KubeadmCluster.kubeletConfiguration(cluster, host, Optional.empty()));
    }

    private static int pods(Map<String, Object> kubelet) {
        return kubelet.get("maxPods") instanceof Number number ? number.intValue() : USUAL_PODS;
    }

    private static PodNetwork podNetwork(Cluster cluster) {
        var cidr = cluster.kubernetes().podCidr();
        int prefix = cluster.kubernetes().nodePrefix();
        int bits = cidr.network().isV6() ? 128 : 32;
        // The network's own address, the bridge's and the broadcast address are no pod's.
        return new PodNetwork(
                cidr.toString(),
                prefix,
                1L << Math.clamp(prefix - cidr.prefix(), 0, 62),
                BigInteger.ONE.shiftLeft(bits - prefix).subtract(BigInteger.valueOf(3)));
    }

    private static ServiceNetwork serviceNetwork(Cluster cluster) {
        var cidr = cluster.kubernetes().serviceCidr();
        int bits = cidr.network().isV6() ? 128 : 32;
        return new ServiceNetwork(
                cidr.toString(),
                BigInteger.ONE
                        .shiftLeft(bits - cidr.prefix())
                        .subtract(BigInteger.valueOf(cidr.network().isV6() ? 1 : 2)));
    }

    private static Headroom headroom(Cluster cluster, int nodes, long pods, PodNetwork podNetwork) {
        int usual = Math.max(1, pods(KubeadmCluster.kubeletConfiguration(cluster)));
        var headroom =
                new Headroom(
                        Math.max(0, podNetwork.mostNodes - nodes),
                        "the pod network " + podNetwork.cidr + " is full");
        long byPods = Math.max(0, (MOST_PODS - pods) / usual);
        if (byPods < headroom.nodes) {
            headroom = new Headroom(byPods, count(MOST_PODS) + " pods are the most that is tested");
        }
        long byNodes = Math.max(0, MOST_NODES - nodes);
        return byNodes < headroom.nodes
                ? new Headroom(byNodes, count(MOST_NODES) + " nodes are the most that is tested")
                : headroom;
    }

    /** A number as people read it. */
    static String count(Number number) {
        return number instanceof BigInteger big && big.bitLength() > 40
                ? "2^" + (big.bitLength() - (big.bitCount() == 1 ? 1 : 0))
                : String.format(Locale.ROOT, "%,d", number);
    }
}
