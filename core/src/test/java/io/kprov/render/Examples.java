package io.kprov.render;

import io.kprov.model.Cidr;
import io.kprov.model.Cluster;
import io.kprov.model.ComponentVersions;
import io.kprov.model.ControlPlane;
import io.kprov.model.DropIn;
import io.kprov.model.Endpoint;
import io.kprov.model.EtcdTopology;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.Kubernetes;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.LoadBalancer;
import io.kprov.model.Network;
import io.kprov.model.PkiSettings;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.model.SshSettings;
import io.kprov.model.Taint;
import io.kprov.pki.KeyAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster whose rendered files are kept in its folder below {@code golden/}. */
record Examples(String folder, Cluster cluster) {

    /** HAProxy on three control planes, stacked etcd, and a word said in every corner. */
    static final Examples STACKED = new Examples("stacked", Factory.stacked());

    /** Load balancers and etcd on hosts of their own; everything else as it comes. */
    static final Examples SEPARATE = new Examples("separate", Factory.separate());

    /** One host that is everything, on IPv6, without load balancer and pod network. */
    static final Examples SINGLE = new Examples("single", Factory.single());

    static final ComponentVersions VERSIONS =
            new ComponentVersions(
                    new KubernetesVersion(1, 36, 3),
                    "2.2.9",
                    "1.4.3",
                    "1.9.1",
                    "3.6.8",
                    "3.6.8-0",
                    "v1.14.2",
                    "3.10.2",
                    "0.28.4",
                    "1.9.0-flannel1");

    static final HostTree.Unknowns KNOWN =
            new HostTree.Unknowns(
                    Optional.of("-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n"),
                    Optional.of("sha256:" + "ab".repeat(32)),
                    Optional.of(new Secret("abcdef.0123456789abcdef")),
                    Optional.of("eth0"),
                    Optional.of(new Secret("Pa55word")),
                    List.of());

    static List<Examples> all() {
        return List.of(STACKED, SEPARATE, SINGLE);
    }

    @Override
    public String toString() {
        return folder;
    }

    private static final class Factory {
        private static final String AUDIT_POLICY =
                """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                rules: [{level: Metadata}]
                """;

        static Cluster stacked() {
            var proxy = new LinkedHashMap<String, Object>();
            proxy.put("mode", "nftables");
            proxy.put("conntrack", Map.of("maxPerCore", 0));
            return cluster(
                    "prod",
                    new Kubernetes(
                            new KubernetesVersion(1, 36, 3),
                            cidr("10.244.0.0/16"),
                            cidr("10.96.0.0/12"),
                            "cluster.local",
                            Map.of("maxPods", 200),
                            proxy,
                            new Kubernetes.ApiServer(
                                    Map.of("profiling", "true"),
                                    List.of("api.example.org"),
                                    AUDIT_POLICY),
                            new Kubernetes.Component(Map.of("node-monitor-grace-period", "30s")),
                            new Kubernetes.Component(Map.of()),
                            new Kubernetes.Component(Map.of("heartbeat-interval", "250")),
                            List.of("SystemVerification", "Swap")),
                    new ControlPlane(
                            new Endpoint("api.prod.example.com", 8443),
                            new LoadBalancer.HaproxyKeepalived(
                                    ip("10.0.0.100"), 51, LoadBalancer.Placement.CONTROL_PLANE),
                            new EtcdTopology.Stacked()),
                    new Network.Flannel(Network.Backend.HOST_GW, Optional.of("eth1")),
                    List.of(
                            host("cp-1", "10.0.0.11", Role.CONTROL_PLANE),
                            host("cp-2", "10.0.0.12", Role.CONTROL_PLANE),
                            host("cp-3", "10.0.0.13", Role.CONTROL_PLANE),
                            new Host(
                                    "w-1",
                                    ip("10.0.0.21"),
                                    Set.of(Role.WORKER),
                                    Optional.of("a"),
                                    Map.of("disk", "ssd"),
                                    List.of(
                                            new Taint(
                                                    "gpu",
                                                    Optional.of("true"),
                                                    Taint.Effect.NO_SCHEDULE)),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    List.of(),
                                    Map.of("evictionHard", Map.of("memory.available", "5%")))));
        }

        static Cluster separate() {
            return cluster(
                    "separate",
                    plain("10.244.0.0/16", "10.96.0.0/12"),
                    new ControlPlane(
                            new Endpoint("10.0.0.100", 6443),
                            new LoadBalancer.HaproxyKeepalived(
                                    ip("10.0.0.100"), 52, LoadBalancer.Placement.LOAD_BALANCERS),
                            new EtcdTopology.External()),
                    new Network.Flannel(Network.Backend.VXLAN, Optional.empty()),
                    List.of(
                            host("lb-1", "10.0.0.1", Role.LOAD_BALANCER),
                            host("lb-2", "10.0.0.2", Role.LOAD_BALANCER),
                            host("etcd-1", "10.0.0.31", Role.ETCD),
                            host("cp-1", "10.0.0.11", Role.CONTROL_PLANE),
                            host("cp-2", "10.0.0.12", Role.CONTROL_PLANE)));
        }

        static Cluster single() {
            return cluster(
                    "single",
                    plain("fd00:10:244::/56", "fd00:10:96::/112"),
                    new ControlPlane(
                            new Endpoint("fd00::11", 6443),
                            new LoadBalancer.None(),
                            new EtcdTopology.Stacked()),
                    new Network.None(),
                    List.of(host("all", "fd00::11", Role.CONTROL_PLANE, Role.WORKER)));
        }

        private static Kubernetes plain(String podCidr, String serviceCidr) {
            return new Kubernetes(
                    new KubernetesVersion(1, 36, 3),
                    cidr(podCidr),
                    cidr(serviceCidr),
                    "cluster.local",
                    Map.of(),
                    Map.of(),
                    new Kubernetes.ApiServer(Map.of(), List.of(), ""),
                    new Kubernetes.Component(Map.of()),
                    new Kubernetes.Component(Map.of()),
                    new Kubernetes.Component(Map.of()),
                    List.of());
        }

        private static Cluster cluster(
                String name,
                Kubernetes kubernetes,
                ControlPlane controlPlane,
                Network network,
                List<Host> hosts) {
            boolean everything = !kubernetes.kubeProxyConfig().isEmpty();
            return new Cluster(
                    name,
                    new SshSettings(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty()),
                    Set.of(),
                    new PkiSettings(
                            KeyAlgorithm.ECDSA_P256,
                            Duration.ofDays(3650),
                            Duration.ofDays(365),
                            Optional.empty()),
                    kubernetes,
                    Optional.empty(),
                    everything ? registries() : Map.of(),
                    everything ? dropIns() : Map.of(),
                    Map.of(),
                    controlPlane,
                    network,
                    hosts);
        }

        private static Map<String, List<URI>> registries() {
            var registries = new LinkedHashMap<String, List<URI>>();
            registries.put(
                    "registry.k8s.io",
                    List.of(URI.create("http://m1.example.com:5000"), URI.create("https://m2")));
            registries.put("docker.io", List.of(URI.create("http://m1.example.com:5000")));
            return registries;
        }

        private static Map<String, DropIn> dropIns() {
            return Map.of(
                    "oom.toml",
                    new DropIn(
                            "[plugins.'io.containerd.cri.v1.runtime']\nrestrict_oom_score_adj = true",
                            false));
        }

        private static Host host(String name, String address, Role... roles) {
            return new Host(
                    name,
                    ip(address),
                    Set.of(roles),
                    Optional.empty(),
                    Map.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Map.of());
        }

        private static IpAddress ip(String text) {
            return IpAddress.parse(text).orElseThrow();
        }

        private static Cidr cidr(String text) {
            return Cidr.parse(text).orElseThrow();
        }
    }
}
