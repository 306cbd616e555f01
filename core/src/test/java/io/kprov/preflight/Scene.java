package io.kprov.preflight;

import io.kprov.error.Problem;
import io.kprov.facts.CertificateFact;
import io.kprov.facts.CertificateSeen;
import io.kprov.facts.ClockFact;
import io.kprov.facts.ClockReading;
import io.kprov.facts.DiskSyncFact;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.EtcdMetrics;
import io.kprov.facts.EtcdMetricsFact;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HostFacts;
import io.kprov.facts.HttpFact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.ModuleFact;
import io.kprov.facts.Neighbour;
import io.kprov.facts.NeighbourFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.ResolveFact;
import io.kprov.facts.RoundTripFact;
import io.kprov.facts.SyncTimes;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.model.CheckName;
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
import io.kprov.step.ClusterView;
import io.kprov.step.ClusterView.Look;
import io.kprov.step.ClusterView.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Three control planes and a worker as a look finds them when all is well, to be spoiled in one
 * respect: {@link #bare} machines, or an {@link #installed} cluster.
 */
public final class Scene {
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    public static final IpAddress VIP = ip("10.0.0.100");
    private static final Window WINDOW = new Window(NOW, NOW.plusMillis(3400));

    public Map<String, Object> kubeletConfig = Map.of();
    public Map<String, Object> kubeProxyConfig = Map.of();
    public Map<String, String> etcdArgs = Map.of();
    public Network network = new Network.Flannel(Network.Backend.VXLAN, Optional.empty());
    public Set<CheckName> waived = Set.of();

    private final boolean installed;
    private final List<Host> hosts =
            List.of(
                    host("cp-1", "10.0.0.11", Role.CONTROL_PLANE),
                    host("cp-2", "10.0.0.12", Role.CONTROL_PLANE),
                    host("cp-3", "10.0.0.13", Role.CONTROL_PLANE),
                    host("w-1", "10.0.0.21", Role.WORKER));
    private final Map<String, FakeMachine> machines = new HashMap<>();
    private final Map<String, Map<Fact<?>, Object>> answers = new HashMap<>();
    private final Map<String, Problem> unreached = new HashMap<>();

    private Scene(boolean installed) {
        this.installed = installed;
        for (Host host : hosts) {
            machines.put(host.name(), new FakeMachine(host.name(), host.address()));
            answers.put(host.name(), new HashMap<>());
        }
    }

    public static Scene bare() {
        return new Scene(false);
    }

    /** The virtual address is on cp-1, and every port is in the hands of its own program. */
    public static Scene installed() {
        var scene = new Scene(true);
        scene.machine("cp-1", machine -> machine.has(VIP));
        for (Host host : scene.hosts) {
            PortCheck.needed(scene.cluster(), host)
                    .forEach((port, program) ->
                            scene.machine(
                                    host.name(),
                                    machine ->
                                            machine.listens(
                                                    port,
                                                    program.substring(
                                                            0, Math.min(15, program.length())))));
        }
        return scene;
    }

    public Scene machine(String host, Consumer<FakeMachine> change) {
        change.accept(Optional.ofNullable(machines.get(host)).orElseThrow());
        return this;
    }

    /** One answer of a host that is not as usual. */
    public <A> Scene answer(String host, Fact<A> fact, A answer) {
        answers.computeIfAbsent(host, name -> new HashMap<>()).put(fact, answer);
        return this;
    }

    /** The same answer from all hosts. */
    public <A> Scene answer(Fact<A> fact, A answer) {
        hosts.forEach(host -> answer(host.name(), fact, answer));
        return this;
    }

    public Scene unreached(String host) {
        unreached.put(
                host,
                new Problem(
                        host + " cannot be reached",
                        "no route to host",
                        "nothing was changed",
                        "bring " + host + " back"));
        return this;
    }

    /** The host's clock is ahead by this much; its look takes 3.4 s, 3.0 s of it on the host. */
    public Scene clockAhead(String host, Duration ahead) {
        return answer(
                host,
                new ClockFact(),
                Optional.of(
                        new ClockReading(
                                NOW.plusMillis(200).plus(ahead),
                                NOW.plusMillis(3200).plus(ahead))));
    }

    public ClusterView view(Map<Host, Set<Fact<?>>> questions) {
        var looks = new LinkedHashMap<String, Look>();
        questions.forEach((host, facts) -> looks.put(host.name(), look(host, facts)));
        return new ClusterView(cluster(), looks);
    }

    public PreflightReport preflight() {
        return Preflight.whole().run(cluster(), view(Preflight.whole().questions(cluster())));
    }

    private Look look(Host host, Set<Fact<?>> facts) {
        return Optional.ofNullable(unreached.get(host.name()))
                .<Look>map(problem -> new Look.Unseen(problem, true))
                .orElseGet(() -> {
                    var found = new HashMap<Fact<?>, Object>();
                    facts.forEach(fact -> found.put(fact, usual(host, fact)));
                    var special = answers.getOrDefault(host.name(), Map.of());
                    special.forEach((fact, answer) -> {
                        if (facts.contains(fact)) {
                            found.put(fact, answer);
                        }
                    });
                    return new Look.Seen(new HostFacts(found), Optional.of(WINDOW));
                });
    }

    private Object usual(Host host, Fact<?> fact) {
        return switch (fact) {
            case MachineFact _ ->
                    Optional.ofNullable(machines.get(host.name())).orElseThrow().machine();
            case ClockFact _ ->
                    Optional.of(new ClockReading(NOW.plusMillis(200), NOW.plusMillis(3200)));
            case NeighbourFact _ ->
                    installed ? new Neighbour(true, "02:42:0a:00:00:0b") : Neighbour.silent();
            case HttpFact http -> installed || !http.url().endsWith("/readyz") ? 200 : 0;
            case ResolveFact _ -> List.of(VIP);
            case ModuleFact _, DnsFact _ -> true;
            case EtcdMetricsFact _ ->
                    installed
                            ? new EtcdMetrics.Told(
                                    Optional.of(new SyncTimes(Duration.ofMillis(2), 12_345)),
                                    List.of(Duration.ofNanos(400_000), Duration.ofNanos(900_000)))
                            : new EtcdMetrics.NoMember();
            case DiskSyncFact _ -> Optional.of(new SyncTimes(Duration.ofNanos(800_000), 200));
            case RoundTripFact _ -> Optional.of(Duration.ofNanos(300_000));
            case FileFact file ->
                    new FileState.Present(
                            "0644", "root:root", "digest of " + file.path(), Optional.empty());
            case UnitFact unit -> unit(unit.unit());
            case EtcdMembersFact _ -> members("cp-1", "cp-2", "cp-3");
            case CertificateFact _ -> List.of(certificate(NOW.plus(Duration.ofDays(300))));
            case ObjectFact object -> ready(object, true);
            default -> throw new IllegalArgumentException("no usual answer to " + fact);
        };
    }

    private static UnitState unit(String name) {
        return new UnitState(true, "active", "running", true, false, stamps(name));
    }

    /** The stamps of all services at once: a service looks only at its own paths. */
    private static Map<String, String> stamps(String unit) {
        return List.of(
                        "/etc/containerd/config.toml",
                        "/etc/systemd/system/containerd.service",
                        "/var/lib/kubelet/config.yaml",
                        "/var/lib/kubelet/kubeadm-flags.env",
                        "/etc/default/kubelet",
                        "/etc/systemd/system/kubelet.service",
                        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
                        "/etc/haproxy/haproxy.cfg",
                        "/etc/haproxy/kprov-ca.crt",
                        "/etc/systemd/system/" + unit + ".service.d/10-kprov.conf",
                        "/etc/keepalived/keepalived.conf",
                        "/etc/keepalived/kprov-auth.conf")
                .stream()
                .collect(Collectors.toMap(path -> path, path -> "digest of " + path));
    }

    public static CertificateSeen certificate(Instant end) {
        return new CertificateSeen("CN=some", "CN=kubernetes", "1f", NOW.minusSeconds(300), end);
    }

    /** A member for each name, in good health. */
    public static EtcdMembers members(String... names) {
        return members(List.of(), names);
    }

    public static EtcdMembers members(List<String> unhealthy, String... names) {
        var members = new ArrayList<EtcdMembers.Member>();
        var healthy = new ArrayList<String>();
        for (String name : names) {
            String url = "https://" + name + ":2379";
            members.add(new EtcdMembers.Member("id-" + name, name, List.of(), List.of(url), false));
            if (!unhealthy.contains(name)) {
                healthy.add(url);
            }
        }
        return new EtcdMembers(members, healthy);
    }

    /** A node or pod of the wanted versions. */
    public static ObjectState ready(ObjectFact object, boolean ready) {
        return object(object, ready, "v1.36.3", false);
    }

    public static ObjectState object(
            ObjectFact object, boolean ready, String version, boolean cordoned) {
        String tag = object.name().startsWith("etcd") ? "3.6.8-0" : version;
        return new ObjectState.Present(
                JsonMapper.shared()
                        .readTree(
                                """
                                {"spec": {"unschedulable": %s,
                                          "containers": [{"image": "registry.k8s.io/any:%s"}]},
                                 "status": {"conditions": [{"type": "Other", "status": "False"},
                                                           {"type": "Ready", "status": "%s"}],
                                            "nodeInfo": {"kubeletVersion": "%s",
                                                         "containerRuntimeVersion": "containerd://2.2.9"}}}
                                """
                                        .formatted(
                                                cordoned, tag, ready ? "True" : "False", version)));
    }

    public Cluster cluster() {
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
                waived,
                new PkiSettings(
                        KeyAlgorithm.ECDSA_P256,
                        Duration.ofDays(3650),
                        Duration.ofDays(365),
                        Optional.empty()),
                new Kubernetes(
                        new KubernetesVersion(1, 36, 3),
                        Cidr.parse("10.244.0.0/16").orElseThrow(),
                        Cidr.parse("10.96.0.0/12").orElseThrow(),
                        "cluster.local",
                        kubeletConfig,
                        kubeProxyConfig,
                        new Kubernetes.ApiServer(Map.of(), List.of(), ""),
                        component,
                        component,
                        new Kubernetes.Component(etcdArgs),
                        List.of()),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                new ControlPlane(
                        new Endpoint("api.example.com", 8443),
                        new LoadBalancer.HaproxyKeepalived(
                                VIP, 51, LoadBalancer.Placement.CONTROL_PLANE),
                        new EtcdTopology.Stacked()),
                network,
                hosts);
    }

    private static Host host(String name, String address, Role role) {
        return new Host(
                name,
                ip(address),
                Set.of(role),
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of());
    }

    public static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
