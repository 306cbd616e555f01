package io.kprov.step;

import static io.kprov.step.Clusters.sha256;

import io.kprov.facts.CertificateFileFact;
import io.kprov.facts.DnsFact;
import io.kprov.facts.EtcdKeysFact;
import io.kprov.facts.EtcdMembers;
import io.kprov.facts.EtcdMembersFact;
import io.kprov.facts.Fact;
import io.kprov.facts.FileFact;
import io.kprov.facts.FileState;
import io.kprov.facts.HttpFact;
import io.kprov.facts.ImagesFact;
import io.kprov.facts.LinkFact;
import io.kprov.facts.MachineFact;
import io.kprov.facts.NodePods;
import io.kprov.facts.NodePodsFact;
import io.kprov.facts.ObjectFact;
import io.kprov.facts.ObjectState;
import io.kprov.facts.OwnFiles;
import io.kprov.facts.OwnFilesFact;
import io.kprov.facts.PackageFact;
import io.kprov.facts.PathFact;
import io.kprov.facts.ResolveFact;
import io.kprov.facts.SysctlFact;
import io.kprov.facts.Traces;
import io.kprov.facts.TracesFact;
import io.kprov.facts.UnitFact;
import io.kprov.facts.UnitState;
import io.kprov.facts.UserFact;
import io.kprov.lockfile.Artifact;
import io.kprov.lockfile.Links;
import io.kprov.model.Host;
import io.kprov.model.Network;
import io.kprov.procedure.Install;
import io.kprov.render.BackupFiles;
import io.kprov.render.ConfigDigests;
import io.kprov.render.ContainerdFiles;
import io.kprov.render.CoreDnsSpread;
import io.kprov.render.Digests;
import io.kprov.render.EtcdFiles;
import io.kprov.render.FlannelManifest;
import io.kprov.render.HaproxyFiles;
import io.kprov.render.HostFile;
import io.kprov.render.KeepalivedFiles;
import io.kprov.render.KubeadmCluster;
import io.kprov.render.KubeadmFiles;
import io.kprov.render.KubeletFiles;
import io.kprov.render.OsFiles;
import io.kprov.render.Stamp;
import io.kprov.step.controlplane.StaticPods;
import io.kprov.step.node.KubeletSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A host of a cluster on which everything is as wished. Its files are what the steps would write.
 */
final class FinishedHost {
    private static final Map<String, Stamp> STAMPS =
            Stream.of(
                            ContainerdFiles.STAMP,
                            EtcdFiles.STAMP,
                            HaproxyFiles.STAMP,
                            KeepalivedFiles.STAMP,
                            KubeletFiles.STAMP)
                    .collect(Collectors.toMap(Stamp::unit, stamp -> stamp));

    /** Files that are there only until the host has joined. */
    private static final Set<String> PASSING =
            Set.of(KubeadmFiles.JOIN_PATH, EtcdFiles.BOOTSTRAP_PATH);

    private static final Set<String> OTHER_TIME_DAEMONS =
            Set.of("chronyd", "systemd-timesyncd", "ntpsec", "ntp", "ntpd", "openntpd");

    private final Blueprint blueprint;
    private final Map<String, Map<String, HostFile>> written = new HashMap<>();
    private final List<JsonNode> objects = new ArrayList<>();

    FinishedHost(Blueprint blueprint) {
        this.blueprint = blueprint;
    }

    Object answer(Host host, Fact<?> fact) {
        return switch (fact) {
            case FileFact file -> file(host, file.path());
            case OwnFilesFact files -> ownFiles(host, files);
            case LinkFact link -> links(host).getOrDefault(link.path(), "");
            case PathFact path -> path(host, path.path());
            case SysctlFact sysctl ->
                    OsFiles.sysctls(blueprint.cluster(), host).getOrDefault(sysctl.key(), "");
            case PackageFact _, DnsFact _, UserFact _, EtcdKeysFact _ -> true;
            case HttpFact _ -> 200;
            case ResolveFact _, CertificateFileFact _ -> List.of();
            case UnitFact unit -> unit(host, unit.unit());
            case ImagesFact _ -> Clusters.images(blueprint, host);
            case ObjectFact object -> object(object);
            case EtcdMembersFact _ -> members();
            case TracesFact _ ->
                    new Traces(
                            Map.of(
                                    Traces.Kind.UNIT,
                                    List.of("kubelet.service", "containerd.service"),
                                    Traces.Kind.FILE,
                                    List.of("/opt/kprov"),
                                    Traces.Kind.PACKAGE,
                                    List.of("conntrack", "socat"),
                                    Traces.Kind.DATA,
                                    List.of("/var/lib/etcd")));
            case NodePodsFact _ -> new NodePods(true, List.of(), List.of(), List.of());
            case MachineFact _ -> BlankHost.machine(host.address().toString(), 0, true);
            default -> throw new IllegalArgumentException("no answer to " + fact);
        };
    }

    private FileState file(Host host, String path) {
        var file = written(host).get(path);
        if (file != null) {
            return Situation.present(file);
        }
        for (Artifact artifact : blueprint.lock().artifacts()) {
            if (path.equals(artifact.folder() + "/.kprov-sha256")) {
                return text(artifact.sha256() + "\n");
            }
        }
        for (Derived derived : derived(host)) {
            if (path.equals(derived.path())) {
                return new FileState.Present(
                        "0600", "root:root", sha256(derived.path()), Optional.empty());
            }
            if (path.equals("/var/lib/kprov/derived/" + derived.name())) {
                return text(derived.origin().sha256() + " " + sha256(derived.path()) + "\n");
            }
        }
        return new FileState.Absent();
    }

    private OwnFiles ownFiles(Host host, OwnFilesFact fact) {
        var own =
                written(host).keySet().stream()
                        .filter(fact.pattern()::matches)
                        .collect(Collectors.toSet());
        return new OwnFiles(own, Set.of());
    }

    private static FileState text(String text) {
        return new FileState.Present("0600", "root:root", sha256(text), Optional.of(text));
    }

    private List<Derived> derived(Host host) {
        var all = new ArrayList<Derived>();
        all.add(
                KubeletSettings.of(
                        blueprint.cluster(),
                        host,
                        Optional.of(
                                BlankHost.machine(host.address().toString(), 0, false).size())));
        StaticPods.of(blueprint, host).forEach(manifest -> all.add(manifest.derived()));
        return all;
    }

    /** Every file that the steps would write to the host if it were blank. */
    private Map<String, HostFile> written(Host host) {
        return written.computeIfAbsent(
                host.name(),
                name -> {
                    var files = new LinkedHashMap<String, HostFile>();
                    var blank =
                            Situation.blank(blueprint)
                                    .with(
                                            name,
                                            new MachineFact(),
                                            BlankHost.machine(host.address().toString(), 0, false));
                    for (Step step : Install.procedure().steps()) {
                        if (step.appliesTo(blueprint, host)
                                && blank.decide(step, name)
                                        instanceof Decision.Do(_, _, var actions)) {
                            for (Action action : actions) {
                                if (action instanceof Action.PutFile put
                                        && !PASSING.contains(put.file().path())) {
                                    files.put(put.file().path(), put.file());
                                }
                            }
                        }
                    }
                    return files;
                });
    }

    private Map<String, String> links(Host host) {
        var links = new HashMap<String, String>();
        for (Artifact artifact : blueprint.lock().artifactsFor(host, blueprint.cluster())) {
            switch (artifact.program().links()) {
                case Links.Named(var named) ->
                        named.forEach(link ->
                                links.put(link.path(), artifact.folder() + "/" + link.target()));
                case Links.EachFile(var directory) ->
                        List.of("bridge", "loopback", "portmap")
                                .forEach(name ->
                                        links.put(
                                                directory + "/" + name,
                                                artifact.folder() + "/" + name));
            }
        }
        return links;
    }

    private boolean path(Host host, String path) {
        return switch (path) {
            case "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/pki/ca.crt" -> host.isNode();
            case "/var/lib/kprov/unfinished-init",
                    "/var/lib/kprov/unfinished-join",
                    "/var/lib/kprov/kubelet-restart-due",
                    "/var/lib/kprov/restore/open",
                    "/etc/etcd/bootstrap.env" ->
                    false;
            case BackupFiles.PKI_COPY -> true;
            case "/var/lib/etcd/member" -> blueprint.cluster().etcdMembers().contains(host);
            default -> throw new IllegalArgumentException("no answer for " + path);
        };
    }

    private UnitState unit(Host host, String unit) {
        if (OTHER_TIME_DAEMONS.contains(unit) || unit.equals("kprov-kubeadm")) {
            return BlankHost.unit(false);
        }
        if (unit.startsWith(BackupFiles.UNIT) && blueprint.cluster().backup().isEmpty()) {
            return BlankHost.unit(false);
        }
        var digests = new HashMap<String, String>();
        var stamp = STAMPS.get(unit);
        if (stamp != null) {
            digests.putAll(stamp.expected(List.copyOf(written(host).values())));
        }
        if (unit.equals("kubelet")) {
            digests.put(KubeletFiles.CONFIG_PATH, sha256(KubeletFiles.CONFIG_PATH));
        }
        return new UnitState(true, "active", "running", true, false, Map.copyOf(digests));
    }

    private EtcdMembers members() {
        var members = new ArrayList<EtcdMembers.Member>();
        var urls = new ArrayList<String>();
        for (Host host : blueprint.cluster().etcdMembers()) {
            String address = host.address().urlHost();
            urls.add("https://" + address + ":2379");
            members.add(
                    new EtcdMembers.Member(
                            Integer.toHexString(members.size() + 0xa0),
                            host.name(),
                            List.of("https://" + address + ":2380"),
                            List.of("https://" + address + ":2379"),
                            false));
        }
        return new EtcdMembers(members, urls);
    }

    private ObjectState object(ObjectFact fact) {
        if (objects.isEmpty()) {
            objects.addAll(objects());
        }
        return objects.stream()
                .filter(object ->
                        object.path("kind").asString().equals(fact.kind())
                                && object.path("metadata")
                                        .path("name")
                                        .asString()
                                        .equals(fact.name()))
                .findFirst()
                .<ObjectState>map(ObjectState.Present::new)
                .orElseGet(ObjectState.Absent::new);
    }

    private List<JsonNode> objects() {
        var objects = new ArrayList<Object>();
        blueprint.cluster().nodes().forEach(node -> objects.add(node(node)));
        if (blueprint.cluster().network() instanceof Network.Flannel flannel) {
            objects.addAll(
                    FlannelManifest.documents(blueprint.cluster(), flannel, blueprint.versions()));
        }
        var coredns =
                new LinkedHashMap<String, Object>(CoreDnsSpread.document(blueprint.cluster()));
        coredns.put("kind", "Deployment");
        coredns.put("metadata", Map.of("name", "coredns", "namespace", "kube-system"));
        coredns.put("status", Map.of("availableReplicas", 2));
        objects.add(coredns);
        var cluster = blueprint.cluster();
        objects.add(
                settings(
                        "kubeadm-config",
                        "ClusterConfiguration",
                        KubeadmCluster.clusterConfiguration(cluster)));
        objects.add(
                settings(
                        "kubelet-config", "kubelet", KubeadmCluster.kubeletConfiguration(cluster)));
        objects.add(
                settings(
                        "kube-proxy",
                        "config.conf",
                        KubeadmCluster.kubeProxyConfiguration(cluster)));
        for (Host host : cluster.controlPlanes()) {
            StaticPods.of(blueprint, host).forEach(manifest -> objects.add(pod(host, manifest)));
        }
        return objects.stream()
                .<JsonNode>map(object -> JsonMapper.shared().valueToTree(object))
                .toList();
    }

    private static Map<String, Object> settings(String name, String key, Object input) {
        return Map.of(
                "kind",
                "ConfigMap",
                "metadata",
                Map.of(
                        "name",
                        name,
                        "annotations",
                        Map.of(
                                "kprov.io/made-from",
                                Digests.of(input),
                                "kprov.io/made",
                                Digests.ofText("what kubeadm wrote\n"))),
                "data",
                Map.of(key, "what kubeadm wrote\n"));
    }

    private static Map<String, Object> pod(Host host, StaticPods.Manifest manifest) {
        return Map.of(
                "kind",
                "Pod",
                "metadata",
                Map.of(
                        "name",
                        manifest.pod().kubeadmName() + "-" + host.name(),
                        "annotations",
                        Map.of(ConfigDigests.ANNOTATION, manifest.digest())),
                "status",
                Map.of("containerStatuses", List.of(Map.of("ready", true))));
    }

    private static Map<String, Object> node(Host host) {
        var labels = new LinkedHashMap<String, String>(host.labels());
        host.zone().ifPresent(zone -> labels.put("topology.kubernetes.io/zone", zone));
        host.region().ifPresent(region -> labels.put("topology.kubernetes.io/region", region));
        if (host.has(io.kprov.model.Role.WORKER)) {
            labels.put("node-role.kubernetes.io/worker", "");
        }
        var taints = KubeadmFiles.taints(host);
        return Map.of(
                "kind",
                "Node",
                "metadata",
                Map.of(
                        "name",
                        host.name(),
                        "labels",
                        labels,
                        "annotations",
                        Map.of(
                                "kprov.io/labels",
                                String.join(",", new TreeSet<>(labels.keySet())),
                                "kprov.io/taints",
                                taints.stream()
                                        .map(Object::toString)
                                        .sorted()
                                        .collect(Collectors.joining(",")))),
                "spec",
                Map.of(
                        "taints",
                        taints.stream()
                                .map(taint ->
                                        Map.of(
                                                "key",
                                                taint.key(),
                                                "value",
                                                taint.value().orElse(""),
                                                "effect",
                                                taint.effect().apiName()))
                                .toList()),
                "status",
                Map.of("conditions", List.of(Map.of("type", "Ready", "status", "True"))));
    }
}
