package io.kprov.lockfile;

import io.kprov.model.Cidr;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
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
import io.kprov.model.SshSettings;
import io.kprov.pki.KeyAlgorithm;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster of one control plane, one worker and one host for etcd and load balancing. */
record Clusters(
        String version,
        Map<String, String> overrides,
        EtcdTopology etcd,
        Network network,
        Optional<URI> mirror,
        Map<String, List<URI>> registries) {

    static Clusters of(String version) {
        return new Clusters(
                version,
                Map.of(),
                new EtcdTopology.Stacked(),
                new Network.Flannel(Network.Backend.VXLAN, Optional.empty()),
                Optional.empty(),
                Map.of());
    }

    Clusters with(Map<String, String> overriding) {
        return new Clusters(version, overriding, etcd, network, mirror, registries);
    }

    Clusters withExternalEtcdAndNoNetwork() {
        return new Clusters(
                version,
                overrides,
                new EtcdTopology.External(),
                new Network.None(),
                mirror,
                registries);
    }

    Clusters below(String site, Map<String, List<URI>> mirrors) {
        return new Clusters(
                version, overrides, etcd, network, Optional.of(URI.create(site)), mirrors);
    }

    Cluster cluster() {
        var component = new Kubernetes.Component(Map.of());
        return new Cluster(
                "prod",
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
                new Kubernetes(
                        KubernetesVersion.parse(version).orElseThrow(),
                        Cidr.parse("10.244.0.0/16").orElseThrow(),
                        Cidr.parse("10.96.0.0/12").orElseThrow(),
                        "cluster.local",
                        Map.of(),
                        Map.of(),
                        new Kubernetes.ApiServer(Map.of(), List.of(), ""),
                        component,
                        component,
                        component,
                        List.of()),
                mirror,
                registries,
                Map.of(),
                overrides,
                new ControlPlane(
                        new Endpoint("api.example.com", 6443), new LoadBalancer.External(), etcd),
                network,
                List.of(
                        host("cp-1", "10.0.0.11", Role.CONTROL_PLANE),
                        host("w-1", "10.0.0.21", Role.WORKER),
                        host("db-1", "10.0.0.31", Role.ETCD, Role.LOAD_BALANCER)));
    }

    private static Host host(String name, String address, Role... roles) {
        return new Host(
                name,
                IpAddress.parse(address).orElseThrow(),
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
}
