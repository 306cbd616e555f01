package io.kprov.inventory;

import io.kprov.model.CheckName;
import io.kprov.model.Cidr;
import io.kprov.model.Cluster;
import io.kprov.model.ControlPlane;
import io.kprov.model.EtcdTopology;
import io.kprov.model.Host;
import io.kprov.model.IpAddress;
import io.kprov.model.Kubernetes;
import io.kprov.model.Kubernetes.ApiServer;
import io.kprov.model.Kubernetes.Component;
import io.kprov.model.KubernetesVersion;
import io.kprov.model.LoadBalancer;
import io.kprov.model.LoadBalancer.Placement;
import io.kprov.model.Network;
import io.kprov.model.Network.Backend;
import io.kprov.model.PassphraseSource;
import io.kprov.model.PkiSettings;
import io.kprov.model.Role;
import io.kprov.model.Secret;
import io.kprov.model.SshSettings;
import io.kprov.model.SshSettings.KeepAlive;
import io.kprov.pki.KeyAlgorithm;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the {@link Cluster} of an inventory without errors, which it trusts. */
final class ClusterAssembly {
    private final Section root;
    private final FilePaths paths;
    private final Pools pools;

    ClusterAssembly(Section root, FilePaths paths) {
        this.root = root;
        this.paths = paths;
        this.pools = Pools.of(root);
    }

    Cluster cluster() {
        return new Cluster(
                must(root.section("metadata").text("name")),
                ssh(root.section("ssh")),
                waivedChecks(root.section("preflight")),
                pki(root.section("pki")),
                kubernetes(root.section("kubernetes")),
                root.section("downloads").text("mirror").flatMap(Notation::site),
                registries(),
                root.section("containerd").dropIns("dropIns"),
                versions(root.section("versions")),
                controlPlane(root.section("controlPlane")),
                network(root.section("network")),
                BackupKeys.of(root),
                root.section("os").text("rebootIfNeeded").filter("true"::equals).isPresent(),
                root.sections("hosts").stream().map(this::host).toList());
    }

    private static Set<CheckName> waivedChecks(Section preflight) {
        return preflight.texts("waive").stream()
                .map(name -> must(CheckName.fromName(name)))
                .collect(Collectors.toSet());
    }

    private SshSettings ssh(Section ssh) {
        return new SshSettings(
                ssh.text("user"),
                ssh.whole("port"),
                path(ssh.text("identityFile")),
                path(ssh.text("knownHosts")),
                ssh.texts("jump").stream().map(text -> must(Notation.jump(text))).toList(),
                ssh.text("password").map(Secret::new),
                ssh.text("sudoPassword").map(Secret::new),
                new KeepAlive(
                        must(ssh.section("keepAlive").text("interval").flatMap(Notation::seconds)),
                        must(ssh.section("keepAlive").whole("misses"))));
    }

    private Optional<Path> path(Optional<String> written) {
        return written.flatMap(paths::resolve);
    }

    private static PkiSettings pki(Section pki) {
        Section lifetime = pki.section("lifetime");
        return new PkiSettings(
                must(pki.text("algorithm").flatMap(KeyAlgorithm::fromName)),
                must(lifetime.text("ca").flatMap(Notation::duration)),
                must(lifetime.text("leaf").flatMap(Notation::duration)),
                caKeyPassphrase(pki),
                CaKeys.source(pki));
    }

    private static Optional<PassphraseSource> caKeyPassphrase(Section pki) {
        String key = "caKeyPassphrase";
        return pki.text(key)
                .<PassphraseSource>map(text -> new PassphraseSource.Known(new Secret(text)))
                .or(() ->
                        pki.form(key)
                                .map(form ->
                                        switch (form) {
                                            case "command" ->
                                                    new PassphraseSource.Command(
                                                            pki.section(key).texts(form));
                                            default -> new PassphraseSource.Prompt();
                                        }));
    }

    private static Kubernetes kubernetes(Section kubernetes) {
        Section apiServer = kubernetes.section("apiServer");
        return new Kubernetes(
                must(kubernetes.text("version").flatMap(KubernetesVersion::parse)),
                must(kubernetes.text("podCidr").flatMap(Cidr::parse)),
                must(kubernetes.text("serviceCidr").flatMap(Cidr::parse)),
                must(kubernetes.text("dnsDomain")),
                kubernetes.section("kubelet").free("config"),
                kubernetes.section("kubeProxy").free("config"),
                new ApiServer(
                        apiServer.namedTexts("extraArgs"),
                        apiServer.texts("extraSans"),
                        apiServer.text("auditPolicy").orElse("")),
                new Component(kubernetes.section("controllerManager").namedTexts("extraArgs")),
                new Component(kubernetes.section("scheduler").namedTexts("extraArgs")),
                new Component(kubernetes.section("etcd").namedTexts("extraArgs")),
                kubernetes.texts("ignorePreflightErrors"));
    }

    private Map<String, List<URI>> registries() {
        var registries = new LinkedHashMap<String, List<URI>>();
        root.namedSections("registries")
                .forEach((name, registry) ->
                        registries.put(
                                name,
                                registry.texts("mirrors").stream()
                                        .map(text -> must(Notation.site(text)))
                                        .toList()));
        return registries;
    }

    private static Map<String, String> versions(Section versions) {
        var overrides = new LinkedHashMap<String, String>();
        versions.given().forEach(key -> overrides.put(key, must(versions.text(key))));
        return overrides;
    }

    private static ControlPlane controlPlane(Section controlPlane) {
        return new ControlPlane(
                must(controlPlane.text("endpoint").flatMap(Notation::endpoint)),
                loadBalancer(controlPlane),
                switch (must(controlPlane.form("etcd"))) {
                    case "external" -> new EtcdTopology.External();
                    default -> new EtcdTopology.Stacked();
                });
    }

    private static LoadBalancer loadBalancer(Section controlPlane) {
        Section haproxy = controlPlane.section("loadBalancer").section("haproxyKeepalived");
        return switch (must(controlPlane.form("loadBalancer"))) {
            case "haproxyKeepalived" ->
                    new LoadBalancer.HaproxyKeepalived(
                            must(haproxy.text("vip").flatMap(IpAddress::parse)),
                            must(haproxy.whole("vrid")),
                            must(haproxy.text("on")).equals("control-plane")
                                    ? Placement.CONTROL_PLANE
                                    : Placement.LOAD_BALANCERS);
            case "external" -> new LoadBalancer.External();
            default -> new LoadBalancer.None();
        };
    }

    private Network network(Section network) {
        if (must(root.form("network")).equals("none")) {
            return new Network.None();
        }
        Section flannel = network.section("flannel");
        String backend = must(flannel.text("backend"));
        return new Network.Flannel(
                must(
                        Arrays.stream(Backend.values())
                                .filter(known -> known.flannelName().equals(backend))
                                .findFirst()),
                flannel.text("interface"));
    }

    private Host host(Section host) {
        var layers = pools.layersOf(host);
        return new Host(
                must(host.text("name")),
                must(host.text("address").flatMap(IpAddress::parse)),
                host.texts("roles").stream()
                        .map(role -> must(Role.fromName(role)))
                        .collect(Collectors.toSet()),
                layers.text("zone"),
                layers.labels(),
                layers.taints(),
                host.text("interface"),
                layers.below("ssh").text("user"),
                layers.below("ssh").whole("port"),
                host.texts("hostKeys"),
                layers.below("kubelet").free("config"),
                layers.text("region"),
                host.text("pool"),
                layers.reserved());
    }

    /** The validator has seen it: absence here is a mistake of kprov's. */
    private static <T> T must(Optional<T> value) {
        return value.orElseThrow();
    }
}
