package io.kprov.simulator;

import io.kprov.pki.Kubeconfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** kubeadm: init, join, and the single phases that kprov uses. */
final class Kubeadm {
    private static final String KUBELET_CONFIG = "/var/lib/kubelet/config.yaml";

    private final SimulatedCluster cluster;
    private final SimulatedNetwork network;
    private final KubeadmUpgrade upgrade;

    Kubeadm(SimulatedCluster cluster, SimulatedNetwork network) {
        this.cluster = cluster;
        this.network = network;
        this.upgrade = new KubeadmUpgrade(cluster, this);
    }

    /** Words after {@code kubeadm}. */
    Answer run(SimulatedMachine machine, List<String> words) {
        var options = new Options(words);
        String command = String.join(" ", options.plain());
        switch (command) {
            case "init" -> init(machine, options.required("--config"));
            case "join" -> join(machine, options.required("--config"));
            case "upgrade node phase kubelet-config" ->
                    upgradeKubeletConfig(machine, options.required("--patches"));
            case "upgrade node" -> upgrade.node(machine, options);
            default -> {
                if (command.startsWith("upgrade apply ")) {
                    return upgrade.apply(machine, options);
                }
                if (!command.startsWith("init phase ")) {
                    return Answer.unknown("kubeadm " + command);
                }
                return phase(
                        machine,
                        command.substring("init phase ".length()),
                        options.required("--config"));
            }
        }
        return Answer.ok();
    }

    /** {@code upgrade plan} by a kubeadm of this version, which need not be the linked one. */
    void planUpgrade(String version, String wanted) {
        upgrade.plan(version, wanted);
    }

    private void init(SimulatedMachine machine, String path) {
        var config = new KubeadmConfig(machine, path);
        var kubelet = config.document("KubeletConfiguration");
        preflight(machine, config).check(true);
        startKubelet(machine, config.patched(kubelet, "kubeletconfiguration"));
        startControlPlane(machine, config, config.document("ClusterConfiguration"));
        if (!cluster.apiReady(machine)) {
            throw new ProgramFailure(
                    "error execution phase wait-control-plane: the API server is not ready");
        }
        // The kubelet registers itself with the first API server that answers.
        cluster.apply(KubernetesObjects.node(machine, config.registration(), true));
        finishInit(machine, path);
    }

    private KubeadmPreflight preflight(SimulatedMachine machine, KubeadmConfig config) {
        return new KubeadmPreflight(
                machine, config.registration(), cluster.wish().hasStackedEtcd());
    }

    /** What follows once the API server is ready; may be repeated. */
    Answer finishInit(SimulatedMachine machine, String path) {
        var config = new KubeadmConfig(machine, path);
        phase(machine, "upload-config kubeadm", path);
        phase(machine, "upload-config kubelet", path);
        var info = KubernetesObjects.configMap("kube-public", "cluster-info");
        info.putObject("data")
                .put(
                        "kubeconfig",
                        kubeconfig("", machine.files().text("/etc/kubernetes/pki/ca.crt")));
        cluster.replace(info);
        cluster.apply(KubernetesObjects.node(machine, config.registration(), true));
        phase(machine, "addon kube-proxy", path);
        cluster.replace(KubernetesObjects.coreDns(KubeadmVersion.of(machine, settings(config))));
        return Answer.ok();
    }

    /** kubeadm reset: what it made goes, and with it the certificates. */
    void reset(SimulatedMachine machine) {
        machine.units().stop("kubelet");
        machine.pods().end();
        for (String directory :
                List.of("/etc/kubernetes/pki", SimulatedMachine.MANIFESTS, "/var/lib/kubelet")) {
            machine.files().remove(directory);
        }
        if (cluster.wish().hasStackedEtcd()) {
            machine.files().remove("/var/lib/etcd");
        }
        machine.files().matching("/etc/kubernetes/*.conf").forEach(machine.files()::remove);
    }

    private void join(SimulatedMachine machine, String path) {
        var config = new KubeadmConfig(machine, path);
        JsonNode discovery = config.main().path("discovery").path("bootstrapToken");
        JsonNode file = config.main().path("discovery").path("file").path("kubeConfigPath");
        boolean tokenless = !file.isMissingNode();
        boolean controlPlane = config.main().has("controlPlane");
        preflight(machine, config).check(controlPlane);
        String endpoint =
                tokenless
                        ? server(machine, file.asString(""))
                        : discovery.path("apiServerEndpoint").asString("");
        if (network.status(machine, "https://" + endpoint + "/readyz") != 200) {
            throw new ProgramFailure(
                    "error execution phase preflight: couldn't validate the identity of the API Server: dial tcp "
                            + endpoint
                            + ": context deadline exceeded");
        }
        if (!tokenless && !cluster.knowsToken(discovery.path("token").asString(""))) {
            throw new ProgramFailure(
                    "error execution phase preflight: could not find a JWS signature in the cluster-info ConfigMap for the token");
        }
        if (!tokenless) {
            CaHash.check(publishedCa(), discovery.path("caCertHashes"));
        }
        if (!controlPlane) {
            machine.files().write("/etc/kubernetes/pki/ca.crt", publishedCa());
        }
        var settings = clusterConfiguration();
        if (controlPlane) {
            writeManifests(machine, config, settings);
        }
        startKubelet(
                machine,
                config.patched(
                        Json.document(data("kube-system", "kubelet-config", "kubelet")),
                        "kubeletconfiguration"));
        // The kubelet registers itself, whatever comes of the rest.
        cluster.apply(KubernetesObjects.node(machine, config.registration(), controlPlane));
        if (controlPlane) {
            startControlPlane(machine, config, settings);
        }
    }

    /** The server of a kubeconfig, which must have a client certificate beside it. */
    private static String server(SimulatedMachine machine, String path) {
        String server =
                machine.files()
                        .text(path)
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("server: "))
                        .findFirst()
                        .orElseThrow(() ->
                                new ProgramFailure(
                                        "error execution phase preflight: couldn't load " + path));
        if (!machine.files().exists("/var/lib/kubelet/pki/kubelet-client-current.pem")) {
            throw new ProgramFailure(
                    "error execution phase preflight: couldn't find authentication credentials");
        }
        return server.replaceFirst("^server: \"https://", "").replace("\"", "");
    }

    private String publishedCa() {
        return Kubeconfig.trusted(data("kube-public", "cluster-info", "kubeconfig")).orElse("");
    }

    /** The cluster's own record of it. */
    ObjectNode clusterConfiguration() {
        return Json.document(data("kube-system", "kubeadm-config", "ClusterConfiguration"));
    }

    String data(String namespace, String name, String key) {
        return cluster.get(new ObjectKey("ConfigMap", namespace, name))
                .map(map -> map.path("data").path(key).asString(""))
                .orElseThrow(() -> new ProgramFailure("configmaps \"" + name + "\" not found"));
    }

    private static void startKubelet(SimulatedMachine machine, ObjectNode settings) {
        machine.files().write(KUBELET_CONFIG, Json.pretty(settings));
        machine.files()
                .write(
                        "/var/lib/kubelet/kubeadm-flags.env",
                        "KUBELET_KUBEADM_ARGS=\"--node-ip=" + machine.host().address() + "\"\n");
        machine.files()
                .writeRootOnly(
                        SimulatedMachine.KUBELET_CONF,
                        kubeconfig(
                                machine.name(),
                                machine.files().text("/etc/kubernetes/pki/ca.crt")));
        machine.units().start("kubelet");
        if (!machine.units().isActive("kubelet")) {
            throw new ProgramFailure(
                    "error execution phase kubelet-start: the kubelet is not healthy after 4m0s");
        }
    }

    private static String kubeconfig(String node, String caPem) {
        return """
        # kubeconfig of node %s
        clusters:
        - cluster:
            certificate-authority-data: %s
        """
                .formatted(
                        node,
                        Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8)));
    }

    private void startControlPlane(
            SimulatedMachine machine, KubeadmConfig config, ObjectNode settings) {
        if (settings.path("etcd").has("local")) {
            cluster.etcd().add(machine.host());
            machine.files().writeRootOnly("/var/lib/etcd/member/snap/db", "simulated");
            manifest(machine, config, settings, "etcd");
        }
        writeManifests(machine, config, settings);
        machine.settle();
        machine.pods().await();
        cluster.etcd().promote(machine.host());
    }

    /** All but etcd's, which kubeadm writes when the kubelet runs. */
    private static void writeManifests(
            SimulatedMachine machine, KubeadmConfig config, JsonNode settings) {
        for (String name : List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            manifest(machine, config, settings, name);
        }
    }

    private static void manifest(
            SimulatedMachine machine, KubeadmConfig config, JsonNode settings, String name) {
        var version = KubeadmVersion.of(machine, settings);
        var pod = config.patched(KubernetesObjects.staticPod(name, settings, version), name);
        machine.files()
                .writeRootOnly(SimulatedMachine.MANIFESTS + "/" + name + ".yaml", Json.pretty(pod));
    }

    private Answer phase(SimulatedMachine machine, String phase, String path) {
        var config = new KubeadmConfig(machine, path);
        KubeadmPreflight.kubeconfigsOfAnExternalCa(machine);
        switch (phase) {
            case "upload-config kubeadm" ->
                    upload(
                            "kubeadm-config",
                            "ClusterConfiguration",
                            config.document("ClusterConfiguration"));
            case "upload-config kubelet" ->
                    upload("kubelet-config", "kubelet", config.document("KubeletConfiguration"));
            case "addon kube-proxy" -> {
                upload("kube-proxy", "config.conf", config.document("KubeProxyConfiguration"));
                cluster.apply(
                        KubernetesObjects.kubeProxy(KubeadmVersion.of(machine, settings(config))));
            }
            case "addon coredns" ->
                    cluster.apply(
                            KubernetesObjects.coreDns(
                                    KubeadmVersion.of(machine, settings(config))));
            case "etcd local" -> manifest(machine, config, settings(config), "etcd");
            case "control-plane apiserver" ->
                    manifest(machine, config, settings(config), "kube-apiserver");
            case "control-plane controller-manager" ->
                    manifest(machine, config, settings(config), "kube-controller-manager");
            case "control-plane scheduler" ->
                    manifest(machine, config, settings(config), "kube-scheduler");
            default -> {
                return Answer.unknown("kubeadm init phase " + phase);
            }
        }
        return Answer.ok();
    }

    private static ObjectNode settings(KubeadmConfig config) {
        return config.document("ClusterConfiguration");
    }

    void upload(String name, String key, ObjectNode document) {
        if (!cluster.anyApiReady()) {
            throw new ProgramFailure("error execution phase upload-config: connection refused");
        }
        var map = KubernetesObjects.configMap("kube-system", name);
        map.putObject("data").put(key, Json.pretty(document));
        cluster.replace(map);
    }

    void upgradeKubeletConfig(SimulatedMachine machine, String patches) {
        if (!cluster.anyApiReady()) {
            throw new ProgramFailure("error execution phase kubelet-config: connection refused");
        }
        var settings = Json.document(data("kube-system", "kubelet-config", "kubelet"));
        machine.files()
                .write(
                        KUBELET_CONFIG,
                        Json.pretty(
                                KubeadmConfig.patched(
                                        machine, patches, settings, "kubeletconfiguration")));
    }
}
