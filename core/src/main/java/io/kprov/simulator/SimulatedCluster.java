package io.kprov.simulator;

import io.kprov.model.Cluster;
import io.kprov.render.CaFiles;
import io.kprov.render.EtcdFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Kubernetes cluster that the machines make up: API objects, and etcd. What changes by itself
 * (a node's readiness, a pod's status) is worked out whenever an object is read.
 */
public final class SimulatedCluster {
    private static final String BOOTSTRAP_TOKEN = "bootstrap-token-";

    private final Cluster wish;
    private final Map<String, SimulatedMachine> machines;
    private final Recorder recorder;
    private final Map<ObjectKey, ObjectNode> objects = new TreeMap<>();
    private final SimulatedEtcd etcd;
    private final SimulatedPods pods;
    private final SimulatedWrites writes = new SimulatedWrites();

    SimulatedCluster(Cluster wish, Map<String, SimulatedMachine> machines, Recorder recorder) {
        this.wish = wish;
        this.machines = machines;
        this.recorder = recorder;
        this.etcd = new SimulatedEtcd(recorder, this::etcdVersion);
        this.pods = new SimulatedPods(recorder);
    }

    /** The version of the member that runs on a machine; empty when none does. */
    private String etcdVersion(String name) {
        var machine = machines.get(name);
        if (machine == null) {
            return "";
        }
        if (wish.hasStackedEtcd()) {
            return machine.podReady("etcd") ? machine.pods().version("etcd") : "";
        }
        return machine.isUp() && machine.units().isActive("etcd")
                ? machine.units().version("etcd")
                : "";
    }

    Cluster wish() {
        return wish;
    }

    public SimulatedEtcd etcd() {
        return etcd;
    }

    public SimulatedPods pods() {
        return pods;
    }

    public SimulatedWrites writes() {
        return writes;
    }

    /** Where the scheduler puts what leaves a node; empty text where nowhere is room. */
    String otherNode(String node) {
        return list("Node").stream()
                .filter(other ->
                        !other.path("spec").path("unschedulable").asBoolean(false)
                                && other.path("spec").path("taints").isEmpty())
                .map(other -> ObjectKey.of(other).name())
                .filter(name -> !name.equals(node) && ready(name))
                .findFirst()
                .orElse("");
    }

    /** Without the data of any member there is no cluster. */
    void endWithoutData() {
        if (machines.values().stream()
                .noneMatch(machine -> machine.files().exists(EtcdFiles.DATA_PATH))) {
            objects.clear();
            etcd.end();
        }
    }

    /** Whether the API server on the machine is ready. */
    boolean apiReady(SimulatedMachine machine) {
        return machine.podReady("kube-apiserver")
                && (wish.hasStackedEtcd() ? etcd.isHealthy(machine.name()) : etcd.hasQuorum());
    }

    /** Whether etcd holds anything of Kubernetes. */
    boolean hasObjects() {
        return !objects.isEmpty();
    }

    boolean anyApiReady() {
        return machines.values().stream().anyMatch(this::apiReady);
    }

    List<SimulatedMachine> machines() {
        return List.copyOf(machines.values());
    }

    /** An object as the API shows it; changing what is returned changes nothing. */
    Optional<ObjectNode> get(ObjectKey key) {
        if (key.kind().equals("Pod")) {
            return staticPod(key.name());
        }
        if (key.name().equals("kube-root-ca.crt")) {
            return rootCa().map(ca -> rootCa(key, ca));
        }
        return Optional.ofNullable(objects.get(key))
                .map(ObjectNode::deepCopy)
                .map(this::withStatus);
    }

    /** What the controller managers publish for pods: it is read when they start. */
    Optional<String> rootCa() {
        return machines.values().stream()
                .filter(machine -> machine.podReady("kube-controller-manager"))
                .map(machine ->
                        machine.files()
                                .text(
                                        machine.files().exists(CaFiles.BUNDLE_PATH)
                                                ? CaFiles.BUNDLE_PATH
                                                : CaFiles.CA_PATH))
                .findFirst();
    }

    private static ObjectNode rootCa(ObjectKey key, String ca) {
        var map = KubernetesObjects.configMap(key.namespace(), key.name());
        map.putObject("data").put("ca.crt", ca);
        return map;
    }

    List<ObjectNode> list(String kind) {
        return objects.keySet().stream()
                .filter(key -> key.kind().equals(kind))
                .flatMap(key -> get(key).stream())
                .toList();
    }

    /** Server-side apply: what the object says is merged into what is there. */
    void apply(ObjectNode object) {
        var key = ObjectKey.of(object);
        if (key.name().isEmpty() || key.kind().isEmpty()) {
            throw new ProgramFailure("error: an object without kind or name");
        }
        var merged =
                Optional.ofNullable(objects.get(key))
                        .map(ObjectNode::deepCopy)
                        .orElse(Json.object());
        Json.merge(merged, object);
        put(key, merged);
    }

    /** As kubeadm writes its objects: what was there is replaced. */
    void replace(ObjectNode object) {
        put(ObjectKey.of(object), object);
    }

    private void put(ObjectKey key, ObjectNode object) {
        if (!object.equals(objects.get(key))) {
            recorder.change("object:" + key);
            objects.put(key, object);
        }
    }

    /** False when there is none. */
    boolean delete(ObjectKey key) {
        if (!objects.containsKey(key)) {
            return false;
        }
        recorder.change("object:" + key);
        objects.remove(key);
        if (key.kind().equals("Node")) {
            pods.leave(key.name(), otherNode(key.name()));
        }
        return true;
    }

    /** Every object and member, a line each: for comparing two worlds. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        objects.forEach((key, object) -> lines.add("object " + key + " " + Json.text(object)));
        lines.add("etcd " + etcd.listJson().strip());
        return lines;
    }

    private ObjectNode withStatus(ObjectNode object) {
        switch (object.path("kind").asString("")) {
            case "Node" -> {
                String name = ObjectKey.of(object).name();
                var status = object.putObject("status");
                readyCondition(status, ready(name));
                var machine = machines.get(name);
                if (machine != null) {
                    status.putObject("nodeInfo")
                            .put("kubeletVersion", "v" + machine.units().version("kubelet"))
                            .put(
                                    "containerRuntimeVersion",
                                    "containerd://" + machine.units().version("containerd"));
                }
            }
            case "Deployment" ->
                    object.putObject("status")
                            .put("availableReplicas", available(object))
                            .put("replicas", object.path("spec").path("replicas").asInt(1));
            case "ConfigMap" -> {
                if (ObjectKey.of(object).name().equals("cluster-info")) {
                    sign(object.withObject("/data"));
                }
            }
            default -> {}
        }
        return object;
    }

    private static void readyCondition(ObjectNode status, boolean ready) {
        status.putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", ready ? "True" : "False");
    }

    /** A node is Ready when its kubelet says so and a pod network is there. */
    boolean ready(String node) {
        var machine = machines.get(node);
        return machine != null
                && machine.nodeWorks()
                && machine.files().exists(SimulatedMachine.KUBELET_CONF)
                && objects.keySet().stream()
                        .anyMatch(key ->
                                key.kind().equals("DaemonSet")
                                        && key.namespace().equals("kube-flannel"));
    }

    private int available(ObjectNode deployment) {
        return list("Node").stream().anyMatch(node -> ready(ObjectKey.of(node).name()))
                ? deployment.path("spec").path("replicas").asInt(1)
                : 0;
    }

    /** The bootstrap signer's work: one signature for each token. */
    private void sign(ObjectNode data) {
        for (ObjectKey key : objects.keySet()) {
            if (key.kind().equals("Secret") && key.name().startsWith(BOOTSTRAP_TOKEN)) {
                data.put(
                        "jws-kubeconfig-" + key.name().substring(BOOTSTRAP_TOKEN.length()),
                        "signed");
            }
        }
    }

    /** Whether a bootstrap token {@code id.secret} is known. */
    boolean knowsToken(String token) {
        String[] halves = token.split("\\.", 2);
        return halves.length == 2
                && Optional.ofNullable(
                                objects.get(
                                        new ObjectKey(
                                                "Secret",
                                                "kube-system",
                                                BOOTSTRAP_TOKEN + halves[0])))
                        .filter(secret ->
                                secret.path("stringData")
                                        .path("token-secret")
                                        .asString("")
                                        .equals(halves[1]))
                        .isPresent();
    }

    /** The mirror pod of a static pod: what runs, not what the manifest says. */
    private Optional<ObjectNode> staticPod(String name) {
        var found = new ArrayList<ObjectNode>();
        for (SimulatedMachine machine : machines.values()) {
            machine.pods()
                    .manifests()
                    .forEach((pod, manifest) -> {
                        if (name.equals(pod + "-" + machine.name())
                                && objects.containsKey(new ObjectKey("Node", "", machine.name()))) {
                            var mirror = manifest.deepCopy();
                            mirror.withObject("/metadata").put("name", name);
                            var status = mirror.putObject("status");
                            readyCondition(status, machine.podReady(pod));
                            status.putArray("containerStatuses")
                                    .addObject()
                                    .put("ready", machine.podReady(pod));
                            found.add(mirror);
                        }
                    });
        }
        return found.stream().findFirst();
    }
}
